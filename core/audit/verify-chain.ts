import { type AuditEntry, type HashText, hashOfEntry, noHash } from './audit-entry.ts';

export type FindingKind = 'changed' | 'removed' | 'inserted' | 'duplicated' | 'reordered';

/** One thing that is wrong: which entry, by chain and number, and why it is said so. */
export interface Finding {
  readonly kind: FindingKind;
  readonly object: string;
  readonly sequence: number;
  readonly because: string;
}

/** Where a chain goes on from. */
export interface ChainEnd {
  readonly sequence: number;
  readonly hash: string;
}

export const chainStart: ChainEnd = { sequence: 0, hash: noHash };

/** What of an entry makes the chain, and whether its hash is that of what it says. */
export interface Link extends ChainEnd {
  readonly object: string;
  readonly previousHash: string;
  readonly isSound: boolean;
}

export const linkOf = (entry: AuditEntry, hash: HashText): Link => ({
  object: entry.object,
  sequence: entry.sequence,
  hash: entry.hash,
  previousHash: entry.previousHash,
  isSound: hashOfEntry(entry, hash) === entry.hash,
});

/** As `verifyLinks`, of a whole chain. */
export const verifyChain = (entries: readonly AuditEntry[], hash: HashText): Finding | undefined =>
  verifyLinks(
    entries.map((entry) => linkOf(entry, hash)),
    chainStart,
  )?.finding;

/**
 * The first entry of a chain that was changed, removed, inserted, duplicated or moved, and where among
 * `links` that shows. They are of one object and in their order; `from` is what they follow,
 * `undefined` where that is not known. What is missing at the end is known to checkpoints alone.
 */
export function verifyLinks(
  links: readonly Link[],
  from: ChainEnd | undefined,
): { readonly finding: Finding; readonly at: number } | undefined {
  const [first] = links;
  if (first === undefined) return undefined;
  let end = from ?? { sequence: first.sequence - 1, hash: first.previousHash };
  for (const [at, link] of links.entries()) {
    const [kind, because, sequence = link.sequence] = flawOf(links, at, end) ?? [];
    if (kind !== undefined && because !== undefined)
      return { at, finding: { kind, object: link.object, sequence, because } };
    end = link;
  }
  return undefined;
}

type Flaw = readonly [FindingKind, string, number?];

function flawOf(links: readonly Link[], at: number, end: ChainEnd): Flaw | undefined {
  const link = links[at];
  if (link === undefined) return undefined;
  if (!link.isSound) return ['changed', 'its hash is not that of what it says'];
  if (link.object !== links[0]?.object) return ['inserted', 'it is of another chain'];
  if (link.sequence !== end.sequence + 1) return outOfPlace(links, at, end.sequence + 1);
  if (link.previousHash !== end.hash)
    return ['inserted', `it does not continue entry ${end.sequence}`];
  return undefined;
}

function outOfPlace(links: readonly Link[], at: number, expected: number): Flaw {
  const sequence = links[at]?.sequence ?? 0;
  if (links.slice(0, at).some((each) => each.sequence === sequence))
    return ['duplicated', 'it stands here a second time'];
  if (links.slice(at).some((each) => each.sequence === expected))
    return ['reordered', `entry ${expected} belongs here`];
  return sequence > expected
    ? ['removed', `entry ${sequence} follows entry ${expected - 1}`, expected]
    : ['inserted', `it stands after entry ${expected - 1}`];
}
