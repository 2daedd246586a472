import { KMSClient } from '@aws-sdk/client-kms';
import { awsDefaults } from './aws-defaults.ts';
import { type CheckpointObjects, makeCheckpointObjects } from './checkpoint-objects.ts';
import { type CheckpointStore, makeCheckpointStore } from './checkpoints.ts';
import { kmsSigner, type Signer } from './kms-signer.ts';
import type { StoreEnvironment } from './make-store.ts';
import { endpointOf, requiredSetting } from './required-setting.ts';
import { tableClient } from './table-client.ts';

export interface CheckpointingEnvironment extends StoreEnvironment {
  readonly CHECKPOINT_KEY_ID?: string | undefined;
  /** How old an entry must be, in seconds. */
  readonly CHECKPOINT_LAG_SECONDS?: string | undefined;
}

export interface Checkpointing {
  readonly store: CheckpointStore;
  readonly objects: CheckpointObjects;
  readonly signer: Signer;
  readonly hub: string;
  readonly lagSeconds: number;
}

/** What the function that makes checkpoints works with. Makes the clients, calls nobody. */
export function makeCheckpointing(env: CheckpointingEnvironment): Checkpointing {
  const kms = new KMSClient({ ...awsDefaults, ...endpointOf(env.AWS_ENDPOINT_URL_KMS) });
  const client = tableClient(env.AWS_ENDPOINT_URL_DYNAMODB);
  const tenant = env.TENANT ?? 'goldspoke';
  const nowMs = Date.now;
  const objects = makeCheckpointObjects(env);
  const table = requiredSetting(env, 'TABLE_NAME');
  return {
    store: makeCheckpointStore({ client, table, tenant, nowMs }),
    objects,
    signer: kmsSigner(kms, requiredSetting(env, 'CHECKPOINT_KEY_ID')),
    hub: tenant,
    lagSeconds: Number(env.CHECKPOINT_LAG_SECONDS ?? 300),
  };
}
