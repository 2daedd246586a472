import { noHash } from '#core/audit/audit-entry';
import {
  type Checkpoint,
  type CheckpointClaims,
  checkpointFlaw,
  claimsOf,
  hashOfClaims,
  signingInput,
} from '#core/audit/checkpoint';
import { type Leaf, merkleRoot } from '#core/audit/merkle';
import type { CheckpointObjects } from '#store/checkpoint-objects';
import { checkpointTools } from '#store/checkpoint-tools';
import type { CheckpointStore, WrittenLeaf } from '#store/checkpoints';
import { CommitConflict } from '#store/commit-conflict';
import type { Signer } from '#store/kms-signer';

export interface CheckpointServices {
  readonly store: CheckpointStore;
  readonly objects: CheckpointObjects;
  readonly signer: Signer;
  /** Name of the deployment. */
  readonly hub: string;
  readonly nowMs: () => number;
  /** How old an entry must be: by then it is in the index. 300 unless told. */
  readonly lagSeconds?: number;
  /** About so many leaves of a checkpoint; 10,000 unless told, which are 1.5 MB. */
  readonly mostLeaves?: number;
  readonly remainingMs: () => number;
  readonly log: (message: string, facts?: Readonly<Record<string, unknown>>) => void;
}

/** Each run looks so far back behind the last checkpoint for entries that came late into the index. */
const lookBackMs = 15 * 60_000;
/** The first checkpoint of a hub begins here. */
const firstDays = 31;
const pageSize = 1_000;
/** What a checkpoint takes at the most. */
const reserveMs = 20_000;

const instantOf = (ms: number) => new Date(ms).toISOString();

/**
 * Makes checkpoints up to `lagSeconds` ago, one after the other. May crash anywhere and be repeated, or
 * run twice at once: an object is put once, and a run that finds one goes on with that.
 */
export async function makeCheckpoints(services: CheckpointServices): Promise<{ made: number }> {
  const untilMs = services.nowMs() - (services.lagSeconds ?? 300) * 1000;
  for (let made = 0; ; made += 1) {
    const last = await services.store.last();
    const isDone = last !== undefined && Date.parse(last.to) >= untilMs;
    if (isDone || services.remainingMs() < reserveMs) return { made };
    try {
      await makeNext(last, untilMs, made === 0, services);
    } catch (error) {
      // Another run was faster: it has made the one that this one was about to.
      if (!(error instanceof CommitConflict)) throw error;
    }
  }
}

async function makeNext(
  last: CheckpointClaims | undefined,
  untilMs: number,
  isFirstOfRun: boolean,
  services: CheckpointServices,
): Promise<void> {
  const { objects, store, signer } = services;
  const number = (last?.number ?? 0) + 1;
  const there = await objects.get(number);
  const checkpoint = there ?? (await signed(await contents(), services));
  if (there === undefined && !(await objects.putNew(number, checkpoint)))
    throw new CommitConflict();
  const key = await signer.publicKey();
  const flaw = checkpointFlaw(checkpoint, last, key, checkpointTools);
  if (flaw !== undefined) throw new Error(`checkpoint ${number} ${flaw}`);
  await store.commit(checkpoint, instantOf(services.nowMs()));
  const { leaves, late } = claimsOf(checkpoint.jws, checkpointTools.base64Url);
  services.log('checkpoint made', { number, leaves, late });

  async function contents() {
    const from = last?.to ?? instantOf(untilMs - firstDays * 24 * 3600 * 1000);
    const backTo = isFirstOfRun ? instantOf(Date.parse(from) - lookBackMs) : from;
    const found = await newLeaves({ from, backTo, to: instantOf(untilMs) }, last, services);
    const settled = instantOf(Math.min(Date.parse(found.to), untilMs - lookBackMs));
    return { ...found, from, number, last, settled };
  }
}

/** What was written in the range and stands in no checkpoint; where it ends, if there are too many. */
async function newLeaves(
  { from, backTo, to }: { readonly from: string; readonly backTo: string; readonly to: string },
  last: CheckpointClaims | undefined,
  { store, objects, mostLeaves = 10_000 }: CheckpointServices,
): Promise<{
  readonly leaves: readonly WrittenLeaf[];
  readonly to: string;
  readonly late: number;
}> {
  const known = await leavesSince(backTo, last, objects);
  const leaves: WrittenLeaf[] = [];
  let after: string | undefined;
  do {
    const range = { from: backTo, to, ...(after === undefined ? {} : { after }) };
    const page = await store.leaves(range, pageSize);
    for (const leaf of page.leaves) {
      if (known.has(nameOf(leaf))) continue;
      const end = leaves.at(-1)?.writtenAt ?? '';
      // Never between two entries of one millisecond: the next one begins at this instant.
      if (leaves.length >= mostLeaves && leaf.writtenAt > end && leaf.writtenAt > from)
        return { leaves, to: leaf.writtenAt, late: lateOf(leaves, from) };
      leaves.push(leaf);
    }
    after = page.after;
  } while (after !== undefined);
  return { leaves, to, late: lateOf(leaves, from) };
}

const lateOf = (leaves: readonly WrittenLeaf[], from: string): number =>
  leaves.filter(({ writtenAt }) => writtenAt < from).length;

const nameOf = ({ object, sequence }: Leaf): string => `${object}#${sequence}`;

/** Names of the leaves of earlier checkpoints that reach behind `backTo`. */
async function leavesSince(
  backTo: string,
  last: CheckpointClaims | undefined,
  objects: CheckpointObjects,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (let number = last?.number ?? 0; number > 0; number -= 1) {
    const checkpoint = await objects.get(number);
    if (checkpoint === undefined) throw new Error(`checkpoint ${number} is gone from its bucket`);
    for (const leaf of checkpoint.leaves) names.add(nameOf(leaf));
    if (claimsOf(checkpoint.jws, checkpointTools.base64Url).from <= backTo) break;
  }
  return names;
}

async function signed(
  {
    leaves,
    from,
    to,
    late,
    number,
    last,
    settled,
  }: {
    readonly leaves: readonly WrittenLeaf[];
    readonly from: string;
    readonly to: string;
    readonly late: number;
    readonly number: number;
    readonly last: CheckpointClaims | undefined;
    readonly settled: string;
  },
  { signer, hub, nowMs }: CheckpointServices,
): Promise<Checkpoint> {
  const { hash, base64Url } = checkpointTools;
  const bare = leaves.map(({ writtenAt: _, ...leaf }) => leaf);
  const claims: CheckpointClaims = {
    hub,
    number,
    previous: last === undefined ? noHash : hashOfClaims(last, hash),
    from,
    to,
    settledBefore: settled,
    leaves: bare.length,
    late,
    root: merkleRoot(bare, hash),
    madeAt: instantOf(nowMs()),
  };
  const input = signingInput(claims, base64Url);
  const jws = `${input}.${await signer.sign(input)}`;
  return { jws, publicKey: await signer.publicKey(), leaves: bare };
}
