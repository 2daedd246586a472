import { KMSClient } from '@aws-sdk/client-kms';
import type { Instant } from '#core/kernel/types';
import { type AnswerKeys, makeAnswerKeys } from './answer-keys.ts';
import { awsDefaults } from './aws-defaults.ts';
import { type EpochRoll, makeEpochRoll } from './epoch-roll.ts';
import { type ErasureReplay, makeErasureReplay } from './erasure-replay.ts';
import { kmsKeyWrapper } from './kms-key-wrapper.ts';
import { type StoreEnvironment, type StoreParts, storeOver } from './make-store.ts';
import type { Customers } from './ports.ts';
import { makeReplayGate, type ReplayGate } from './replay-gate.ts';
import { endpointOf, requiredSetting } from './required-setting.ts';
import { tableClient } from './table-client.ts';
import { makeUpgradeItems, type UpgradeItems } from './upgrade-items.ts';
import { makeVault } from './vault.ts';

/** Work over whole tables, page by page. Not for requests. */
export interface Maintenance extends AnswerKeys, EpochRoll, ErasureReplay, UpgradeItems {
  readonly replayGate: Pick<ReplayGate, 'head' | 'caughtUp'>;
  /** Before the gate: a replay reads and writes what is not served yet. */
  readonly customers: Customers;
}

/** Over the tables of the environment. Makes the clients, calls nobody. */
export function makeMaintenance(env: StoreEnvironment, clock: () => Instant): Maintenance {
  const kms = new KMSClient({ ...awsDefaults, ...endpointOf(env.AWS_ENDPOINT_URL_KMS) });
  return maintenanceOver({
    client: tableClient(env.AWS_ENDPOINT_URL_DYNAMODB),
    table: requiredSetting(env, 'TABLE_NAME'),
    vaultTable: requiredSetting(env, 'VAULT_TABLE_NAME'),
    wrapper: kmsKeyWrapper(kms, requiredSetting(env, 'KMS_KEY_ID')),
    tenant: env.TENANT ?? 'goldspoke',
    clock,
  });
}

export function maintenanceOver(parts: StoreParts): Maintenance {
  const { client, table, vaultTable, tenant, wrapper, clock, nowMs = Date.now } = parts;
  const vaultParts = { client, table: vaultTable, tenant, wrapper, clock, nowMs };
  const vault = makeVault(vaultParts);
  const tables = { client, table, vault, tenant, nowMs, backings: new WeakMap() };
  return {
    ...makeAnswerKeys(vaultParts),
    ...makeEpochRoll(vaultParts),
    ...makeErasureReplay(tables, vaultTable),
    ...makeUpgradeItems({ client, table, vault, tenant }),
    replayGate: makeReplayGate({ client, table, vaultTable, nowMs }),
    customers: storeOver({ ...parts, awaitsReplay: false }).customers,
  };
}
