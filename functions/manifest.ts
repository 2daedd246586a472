/**
 * Every route, by capability. The API in `lib`, the local server, OpenAPI, the client and the test
 * that walks every route are made from this value. A capability is one function: its folder's
 * `index.ts` exports `handler`.
 */
import * as access from './access/contract.ts';
import * as accountability from './accountability/contract.ts';
import * as audit from './audit/contract.ts';
import * as choices from './choices/contract.ts';
import * as consentRehearsals from './consent-rehearsals/contract.ts';
import * as consents from './consents/contract.ts';
import * as customers from './customers/contract.ts';
import * as decisions from './decisions/contract.ts';
import * as dedupe from './dedupe/contract.ts';
import * as drp from './drp/contract.ts';
import * as governance from './governance/contract.ts';
import * as imports from './imports/contract.ts';
import * as letters from './letters/contract.ts';
import * as me from './me/contract.ts';
import * as meta from './meta/contract.ts';
import * as privacyPackages from './privacy-packages/contract.ts';
import * as privacyRequests from './privacy-requests/contract.ts';
import * as proofKeys from './proof-keys/contract.ts';
import * as receipts from './receipts/contract.ts';
import * as records from './records/contract.ts';
import * as restrictions from './restrictions/contract.ts';
import type { Contract } from './shared/contract.ts';
import * as spokeConsents from './spoke-consents/contract.ts';
import * as stewardship from './stewardship/contract.ts';

export const contracts = {
  records,
  customers,
  stewardship,
  imports,
  dedupe,
  governance,
  access,
  decisions,
  consents,
  'spoke-consents': spokeConsents,
  choices,
  'consent-rehearsals': consentRehearsals,
  receipts,
  'proof-keys': proofKeys,
  restrictions,
  letters,
  me,
  'privacy-requests': privacyRequests,
  'privacy-packages': privacyPackages,
  drp,
  accountability,
  audit,
  meta,
} as const satisfies Record<string, Record<string, Contract>>;

export type Capability = keyof typeof contracts;

export interface CapabilityEntry {
  readonly contracts: Readonly<Record<string, Contract>>;
  /** What the function may reach. */
  readonly needs: {
    readonly tables: 'none' | 'read' | 'read-write';
    readonly keys: boolean;
    /** Uploads and rejected lines in the work bucket, and starting the workflow that loads them. */
    readonly imports?: true;
    /** The changes that runs list in the work bucket, and starting their workflow. */
    readonly dedupe?: true;
    /** The workflow of privacy requests: starting it, and letting it go on. */
    readonly privacy?: true;
    /** The report that retention runs keep in the work bucket, and starting their workflow. */
    readonly retention?: true;
    /** What rehearsals keep in the work bucket, and starting their workflow. */
    readonly consentRehearsals?: true;
    /** The user pool: inviting people, ending their sessions, clients of machines. */
    readonly people?: true;
    /** Where the business's customers have accounts. */
    readonly customerAccounts?: true;
    /** Signing what others keep. */
    readonly proofs?: true;
    /** The public keys of what was signed, and nothing else of the table. */
    readonly proofKeys?: true;
    /** Checkpoints of the audit, to read. */
    readonly checkpoints?: true;
  };
  readonly load: () => Promise<{ readonly handler: unknown }>;
}

export const capabilities: Readonly<Record<Capability, CapabilityEntry>> = {
  records: {
    contracts: contracts.records,
    needs: { tables: 'read-write', keys: true },
    load: () => import('./records/index.ts'),
  },
  customers: {
    contracts: contracts.customers,
    needs: { tables: 'read-write', keys: true },
    load: () => import('./customers/index.ts'),
  },
  stewardship: {
    contracts: contracts.stewardship,
    needs: { tables: 'read-write', keys: true },
    load: () => import('./stewardship/index.ts'),
  },
  imports: {
    contracts: contracts.imports,
    needs: { tables: 'read-write', keys: true, imports: true },
    load: () => import('./imports/index.ts'),
  },
  dedupe: {
    contracts: contracts.dedupe,
    needs: { tables: 'read-write', keys: true, dedupe: true },
    load: () => import('./dedupe/index.ts'),
  },
  governance: {
    contracts: contracts.governance,
    needs: { tables: 'read-write', keys: true },
    load: () => import('./governance/index.ts'),
  },
  access: {
    contracts: contracts.access,
    needs: { tables: 'read-write', keys: true, people: true },
    load: () => import('./access/index.ts'),
  },
  decisions: {
    contracts: contracts.decisions,
    needs: { tables: 'read-write', keys: true },
    load: () => import('./decisions/index.ts'),
  },
  consents: {
    contracts: contracts.consents,
    needs: { tables: 'read-write', keys: true },
    load: () => import('./consents/index.ts'),
  },
  'spoke-consents': {
    contracts: contracts['spoke-consents'],
    needs: { tables: 'read', keys: false },
    load: () => import('./spoke-consents/index.ts'),
  },
  choices: {
    contracts: contracts.choices,
    needs: { tables: 'read-write', keys: true, proofs: true },
    load: () => import('./choices/index.ts'),
  },
  'consent-rehearsals': {
    contracts: contracts['consent-rehearsals'],
    needs: { tables: 'read-write', keys: true, consentRehearsals: true },
    load: () => import('./consent-rehearsals/index.ts'),
  },
  receipts: {
    contracts: contracts.receipts,
    needs: { tables: 'read-write', keys: true, proofs: true },
    load: () => import('./receipts/index.ts'),
  },
  'proof-keys': {
    contracts: contracts['proof-keys'],
    needs: { tables: 'none', keys: false, proofKeys: true },
    load: () => import('./proof-keys/index.ts'),
  },
  me: {
    contracts: contracts.me,
    needs: { tables: 'read-write', keys: true, customerAccounts: true },
    load: () => import('./me/index.ts'),
  },
  letters: {
    contracts: contracts.letters,
    needs: { tables: 'read-write', keys: true },
    load: () => import('./letters/index.ts'),
  },
  restrictions: {
    contracts: contracts.restrictions,
    needs: { tables: 'read-write', keys: true },
    load: () => import('./restrictions/index.ts'),
  },
  audit: {
    contracts: contracts.audit,
    needs: { tables: 'read-write', keys: true, checkpoints: true },
    load: () => import('./audit/index.ts'),
  },
  'privacy-requests': {
    contracts: contracts['privacy-requests'],
    needs: { tables: 'read-write', keys: true, privacy: true, proofs: true },
    load: () => import('./privacy-requests/index.ts'),
  },
  'privacy-packages': {
    contracts: contracts['privacy-packages'],
    needs: { tables: 'read-write', keys: true },
    load: () => import('./privacy-packages/index.ts'),
  },
  drp: {
    contracts: contracts.drp,
    needs: { tables: 'read-write', keys: true, privacy: true },
    load: () => import('./drp/index.ts'),
  },
  accountability: {
    contracts: contracts.accountability,
    needs: { tables: 'read-write', keys: true, retention: true },
    load: () => import('./accountability/index.ts'),
  },
  meta: {
    contracts: contracts.meta,
    needs: { tables: 'none', keys: false },
    load: () => import('./meta/index.ts'),
  },
};

/** Functions that read the main table's stream, each with its own checkpoint. */
export const streamConsumers = {
  publisher: { load: () => import('./publisher/index.ts') },
  converge: { load: () => import('./converge/index.ts') },
} as const;

/** State machines by name, that of `workflows/<name>.asl.json`: placeholder in it → the function behind it. */
export const workflows = {
  import: { ImportSteps: { name: 'import-steps', load: () => import('./import-steps/index.ts') } },
  dedupe: { DedupeSteps: { name: 'dedupe-steps', load: () => import('./dedupe-steps/index.ts') } },
  'consent-rehearsal': {
    ConsentRehearsalSteps: {
      name: 'consent-rehearsal-steps',
      load: () => import('./consent-rehearsal-steps/index.ts'),
    },
  },
  'privacy-request': {
    PrivacySteps: { name: 'privacy-steps', load: () => import('./privacy-steps/index.ts') },
  },
  retention: {
    RetentionSteps: { name: 'retention-steps', load: () => import('./retention-steps/index.ts') },
  },
  sweep: { Sweep: { name: 'sweep', load: () => import('./sweep/index.ts') } },
} as const;

/** Functions behind a rule of the bus, each with the types of events that it hears. */
export const listeners = {
  'agent-callbacks': {
    hears: ['privacy-request.agent-status.v1'],
    load: () => import('./agent-callbacks/index.ts'),
  },
} as const;

/** Functions that run by the clock: every so many minutes, unless the deployment says otherwise. */
export const schedules = {
  checkpoint: { everyMinutes: 60, load: () => import('./checkpoint/index.ts') },
  'consent-ends': { everyMinutes: 5, load: () => import('./consent-ends/index.ts') },
  'privacy-clocks': { everyMinutes: 15, load: () => import('./privacy-clocks/index.ts') },
  'retention-clock': { everyMinutes: 1_440, load: () => import('./retention-clock/index.ts') },
} as const;
