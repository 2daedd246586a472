/**
 * Who may import whom: docs/architecture.md, "Rooms". Imports of types count as imports, except where
 * a rule says otherwise. test/architecture.test.ts shows that each rule finds what it forbids.
 */
const room = (names) => `^(${names})/`;
const beyondTypes = { dependencyTypesNot: ['type-only'] };

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'a circle of imports has no first file to read; types may refer to each other',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: beyondTypes },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'core-knows-only-core',
      comment:
        'core is pure: no AWS, no Node module, no other room; a short list of pure packages is welcome',
      severity: 'error',
      from: { path: room('core') },
      to: {
        pathNot: ['^core/', 'node_modules/(libphonenumber-js|any-ascii|stdnum|zod|ipaddr.js)/'],
      },
    },
    {
      name: 'events-know-only-events-and-core',
      comment: 'contracts are data that subscribers read without the hub',
      severity: 'error',
      from: { path: room('events') },
      to: { path: room('bin|lib|functions|store|local|cli|client|test|bench|scripts') },
    },
    {
      name: 'store-knows-only-core',
      severity: 'error',
      from: { path: room('store') },
      to: { path: room('bin|lib|functions|local|cli|client|events|test|bench|scripts') },
    },
    {
      name: 'functions-know-store-core-events',
      severity: 'error',
      from: { path: room('functions') },
      to: { path: room('bin|lib|local|cli|client|test|bench|scripts') },
    },
    {
      name: 'functions-do-not-know-the-table',
      comment: 'handlers ask the ports; only the stream consumers read items, and those by store',
      severity: 'error',
      from: { path: room('functions') },
      to: {
        path: 'node_modules/@aws-sdk/(client-dynamodb|client-kms|lib-dynamodb)/',
        ...beyondTypes,
      },
    },
    {
      name: 'lib-knows-the-manifest-and-the-tables',
      severity: 'error',
      from: { path: room('bin|lib') },
      // The prices are data that the cost page and the dashboard share.
      to: {
        path: room('local|cli|client|test|bench|scripts'),
        pathNot: '^scripts/cost/prices\\.json$',
      },
    },
    {
      name: 'nobody-knows-lib-or-local',
      severity: 'error',
      from: { pathNot: room('bin|lib|local|test|bench|scripts') },
      to: { path: room('bin|lib|local') },
    },
    {
      name: 'local-does-not-know-lib',
      comment: 'what runs on this machine is made from the manifest, as the cloud is',
      severity: 'error',
      from: { path: room('local') },
      to: { path: room('bin|lib|cli|test|bench|scripts') },
    },
    {
      name: 'client-knows-contracts-by-type-only',
      severity: 'error',
      from: { path: room('client') },
      to: { pathNot: ['^client/'], ...beyondTypes },
    },
    {
      name: 'console-knows-the-client',
      comment: 'pages reach a hub by its API alone',
      severity: 'error',
      from: { path: room('console') },
      to: { path: room('bin|lib|functions|core|store|local|cli|events|test|bench|scripts') },
    },
    {
      name: 'lib-and-local-serve-the-console',
      severity: 'error',
      from: { path: room('core|events|functions|store|client|cli') },
      to: { path: room('console') },
    },
    {
      name: 'cli-knows-client-and-core',
      severity: 'error',
      from: { path: room('cli') },
      to: { path: room('bin|lib|functions|store|local|test|bench|scripts') },
    },
    {
      name: 'what-ships-needs-no-development-package',
      comment: 'a bundle holds only what package.json calls a dependency; types are gone by then',
      severity: 'error',
      from: { path: room('core|events|functions|store|client|cli') },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], ...beyondTypes },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    // `specify`: imports of types are seen, and told apart.
    tsPreCompilationDeps: 'specify',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
