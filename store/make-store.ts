import { KMSClient } from '@aws-sdk/client-kms';
import type { Instant } from '#core/kernel/types';
import { tellOf } from '#core/privacy-request/tell';
import { makeAudit } from './audit.ts';
import { awsDefaults } from './aws-defaults.ts';
import { type CheckpointObjects, makeCheckpointObjects } from './checkpoint-objects.ts';
import { type ConsentRehearsals, makeConsentRehearsals } from './consent-rehearsals.ts';
import { type Consents, makeConsents } from './consents.ts';
import { makeCustomers } from './customers.ts';
import { type DedupeRuns, makeDedupeRuns } from './dedupe-runs.ts';
import { type DoorSessions, makeDoorSessions } from './door-sessions.ts';
import { type Glasses, makeGlasses } from './glasses.ts';
import { makeGovernance } from './governance.ts';
import { makeIdempotency } from './idempotency.ts';
import { type Imports, makeImports } from './imports.ts';
import type { KeyWrapper } from './key-wrapper.ts';
import { kmsKeyWrapper, type OnKmsCall } from './kms-key-wrapper.ts';
import type { Signer } from './kms-signer.ts';
import { type Letters, makeLetters } from './letters.ts';
import { type Links, makeLinks } from './links.ts';
import { makeOwedErasures, type OwedErasures } from './owed-erasures.ts';
import { makePackages, type Packages } from './packages.ts';
import type { Audit, Customers, Governance, Idempotency, Tasks, Tokens } from './ports.ts';
import { makePrivacyRequests, type PrivacyRequests } from './privacy-requests.ts';
import { makeProofKeys } from './proof-keys.ts';
import { makeProofs, type Proofs, proofSigner } from './proofs.ts';
import { gated, makeReplayGate } from './replay-gate.ts';
import { endpointOf, requiredSetting } from './required-setting.ts';
import { makeRetentionRuns, type RetentionRuns } from './retention-runs.ts';
import { type TableClient, tableClient } from './table-client.ts';
import { makeTasks } from './tasks.ts';
import { makeTokens } from './tokens.ts';
import { makeTries, type Tries } from './tries.ts';
import { makeUsers, type Users } from './users.ts';
import { makeVault, type Vault } from './vault.ts';

/** What of the environment the store reads. Endpoints are set on this machine only. */
export interface StoreEnvironment {
  readonly TABLE_NAME?: string | undefined;
  readonly VAULT_TABLE_NAME?: string | undefined;
  readonly KMS_KEY_ID?: string | undefined;
  /** Part of all associated data: a hub's ciphertexts open in no other hub. */
  readonly TENANT?: string | undefined;
  readonly AWS_ENDPOINT_URL_DYNAMODB?: string | undefined;
  readonly AWS_ENDPOINT_URL_KMS?: string | undefined;
  /** Of the functions that read or make checkpoints of the audit. */
  readonly CHECKPOINT_BUCKET?: string | undefined;
  readonly AWS_ENDPOINT_URL_S3?: string | undefined;
  /** Of the functions that sign what others keep. */
  readonly PROOF_KEY_ID?: string | undefined;
}

export interface Store {
  readonly customers: Customers;
  readonly tasks: Tasks;
  readonly governance: Governance;
  readonly tokens: Tokens;
  readonly users: Users;
  readonly audit: Audit;
  readonly idempotency: Idempotency;
  readonly imports: Imports;
  readonly dedupeRuns: DedupeRuns;
  readonly glasses: Glasses;
  readonly consents: Consents;
  readonly packages: Packages;
  readonly privacyRequests: PrivacyRequests;
  readonly owedErasures: OwedErasures;
  readonly consentRehearsals: ConsentRehearsals;
  readonly retentionRuns: RetentionRuns;
  readonly links: Links;
  readonly doorSessions: DoorSessions;
  readonly letters: Letters;
  readonly tries: Tries;
  readonly proofs: Proofs;
}

/** All ports over the two tables and KMS. Makes the clients, calls nobody. Once per function. */
export function makeStore(
  env: StoreEnvironment,
  clock: () => Instant,
  onKmsCall?: OnKmsCall,
): Store {
  const kms = new KMSClient({ ...awsDefaults, ...endpointOf(env.AWS_ENDPOINT_URL_KMS) });
  return storeOver({
    client: tableClient(env.AWS_ENDPOINT_URL_DYNAMODB),
    table: requiredSetting(env, 'TABLE_NAME'),
    vaultTable: requiredSetting(env, 'VAULT_TABLE_NAME'),
    wrapper: kmsKeyWrapper(kms, requiredSetting(env, 'KMS_KEY_ID'), onKmsCall),
    tenant: env.TENANT ?? 'goldspoke',
    clock,
    checkpointObjects: makeCheckpointObjects(env),
    proofSigner: proofSigner(env),
    awaitsReplay: true,
  });
}

export interface StoreParts {
  readonly client: TableClient;
  readonly table: string;
  readonly vaultTable: string;
  readonly wrapper: KeyWrapper;
  readonly tenant: string;
  readonly clock: () => Instant;
  /** For how long things are held in memory; the machine's clock unless told. */
  readonly nowMs?: () => number;
  /** Where checkpoints of the audit lie; nowhere unless told. */
  readonly checkpointObjects?: CheckpointObjects;
  /** What signs for others; nothing unless told. */
  readonly proofSigner?: Signer;
  /** Whether a main table that was restored is refused until it has caught up with erasures. */
  readonly awaitsReplay?: boolean;
}

/** The same over parts that the caller brings: another key wrapper, another clock. */
export function storeOver(parts: StoreParts): Store & { readonly vault: Vault } {
  const { client, table, tenant, wrapper, clock, nowMs = Date.now } = parts;
  const vault = makeVault({ client, table: parts.vaultTable, tenant, wrapper, clock, nowMs });
  const options = { client, table, vault, tenant, nowMs };
  const governance = makeGovernance(options);
  const customers = makeCustomers({
    ...options,
    schemaNames: async () => (await governance.schemas()).map((each) => each.value.name),
  });
  const { vaultTable } = parts;
  const gate = makeReplayGate({ client, table, vaultTable, nowMs });
  // Whoever reads what is held of a person, or acts upon it.
  const behindGate = <T extends object>(port: T): T =>
    parts.awaitsReplay === true ? gated(port, gate) : port;
  return {
    vault,
    governance,
    customers: behindGate(customers),
    tasks: behindGate(makeTasks(options)),
    tokens: makeTokens(options),
    users: makeUsers(options),
    audit: makeAudit({
      ...options,
      checkpointObjects: parts.checkpointObjects ?? makeCheckpointObjects({}),
    }),
    idempotency: makeIdempotency(options),
    imports: makeImports(options),
    dedupeRuns: makeDedupeRuns(options),
    glasses: makeGlasses(options),
    consents: behindGate(makeConsents(options)),
    packages: behindGate(makePackages({ ...options, clock })),
    privacyRequests: behindGate(makePrivacyRequests({ ...options, clock, tellOf })),
    owedErasures: behindGate(makeOwedErasures(options)),
    consentRehearsals: makeConsentRehearsals(options),
    retentionRuns: makeRetentionRuns(options),
    links: makeLinks({ vault, tenant, clock }),
    doorSessions: makeDoorSessions({ client, table, vault, clock }),
    letters: behindGate(makeLetters({ ...options, clock })),
    tries: makeTries({ ...options, clock }),
    proofs: makeProofs({
      signer: parts.proofSigner ?? proofSigner({}),
      keys: makeProofKeys(options),
      hub: tenant,
    }),
  };
}
