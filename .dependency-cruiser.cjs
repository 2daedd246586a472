/** Who may import whom. docs/architecture.md, "Rooms". */
const room = (names) => `^(${names})/`;
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'core-knows-only-core',
      comment:
        'core is pure: no AWS, no Node module, no other room; a short list of pure packages is welcome',
      severity: 'error',
      from: { path: room('core') },
      to: { pathNot: ['^core/', 'node_modules/(libphonenumber-js|any-ascii|stdnum|zod)/'] },
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
      name: 'lib-knows-the-manifest-and-the-tables',
      severity: 'error',
      from: { path: room('bin|lib') },
      to: { path: room('local|cli|client|test|bench|scripts') },
    },
    {
      name: 'nobody-knows-lib-or-local',
      severity: 'error',
      from: { pathNot: room('bin|lib|local|test|bench|scripts') },
      to: { path: room('lib|local') },
    },
    {
      name: 'client-knows-contracts-by-type-only',
      severity: 'error',
      from: { path: room('client') },
      to: { pathNot: ['^client/', '^functions/'] },
    },
    {
      name: 'cli-knows-client-and-core',
      severity: 'error',
      from: { path: room('cli') },
      to: { path: room('bin|lib|functions|store|local|test|bench|scripts') },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: false,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
