import { generateKeyPairSync, sign } from 'node:crypto';
import type { Checkpoint, PublicKey } from '#core/audit/checkpoint';
import type { CheckpointServices } from '#functions/checkpoint/make-checkpoints';
import type { CheckpointObjects } from '#store/checkpoint-objects';
import { makeCheckpointStore } from '#store/checkpoints';
import type { Signer } from '#store/kms-signer';
import type { EmbeddedStore } from './embedded-table.ts';

/** A bucket in memory in which nothing can be replaced. */
export function objectsInMemory(): CheckpointObjects & { readonly all: Map<number, Checkpoint> } {
  const all = new Map<number, Checkpoint>();
  return {
    all,
    get: async (number) => all.get(number),
    async putNew(number, checkpoint) {
      if (all.has(number)) return false;
      all.set(number, checkpoint);
      return true;
    },
  };
}

/** Signs with a key of this process. */
export function signerInProcess(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty = '', crv = '', x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const jwk: PublicKey = { kty, crv, x, y };
  return {
    publicKey: async () => jwk,
    sign: async (text) =>
      sign('sha256', Buffer.from(text), {
        key: privateKey,
        dsaEncoding: 'ieee-p1363',
      }).toString('base64url'),
  };
}

/** What makes checkpoints over the tables of `store`, with clocks and limits of the test. */
export function checkpointServices(
  store: EmbeddedStore,
  more: Partial<CheckpointServices> = {},
): CheckpointServices {
  const nowMs = more.nowMs ?? Date.now;
  const objects = more.objects ?? objectsInMemory();
  const { client, names } = store;
  return {
    store: makeCheckpointStore({
      client,
      table: names.main,
      tenant: 'test',
      nowMs,
    }),
    objects,
    signer: signerInProcess(),
    hub: 'test',
    nowMs,
    remainingMs: () => 900_000,
    log: () => {},
    ...more,
  };
}
