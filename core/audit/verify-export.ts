import { compareText } from '#core/kernel/types';
import { type AuditEntry, type HashText, hashOfEntry } from './audit-entry.ts';
import { type ExportLine, type ExportScope, exportLine, writingOrder } from './audit-export.ts';
import {
  type CheckpointClaims,
  type CheckpointTools,
  checkpointFlaw,
  type PublicKey,
  readClaims,
} from './checkpoint.ts';
import type { Leaf } from './merkle.ts';
import { chainStart, type FindingKind, type Link, verifyLinks } from './verify-chain.ts';

/** What is wrong, of an entry, of a checkpoint, or of the file around them. */
export interface ExportFinding {
  readonly kind: FindingKind | 'checkpoint' | 'file';
  /** `customer:cus_… entry 3`, `checkpoint 7`, `line 12`. */
  readonly what: string;
  readonly because: string;
}

export interface ExportVerdict {
  readonly entries: number;
  readonly chains: number;
  readonly checkpoints: number;
  /** The first entry in the order of the export stands first; empty: it is intact. */
  readonly findings: readonly ExportFinding[];
  readonly publicKey?: PublicKey;
}

export interface ExportVerifierOptions extends CheckpointTools {
  /** The key that checkpoints must be signed with; that of the export itself unless told. */
  readonly trustedKey?: PublicKey;
  /** A running SHA-256: all lines, each with its line feed, are put in. */
  readonly digest: { readonly add: (text: string) => void; readonly hex: () => string };
}

/** A finding with its place: findings of entries come first, by where in the file they show. */
interface Placed extends ExportFinding {
  readonly position: number;
}

interface PlacedLink extends Link {
  readonly position: number;
  readonly order: string;
  readonly writtenAt: string;
}

interface Known {
  readonly claims: CheckpointClaims;
  readonly leaves: readonly Leaf[];
}

/**
 * Verifies an export line by line: `line` takes each without its line feed, `end` gives the verdict.
 * Nothing but the lines is needed. Holds of each entry its place in its chain, not the entry.
 */
export function exportVerifier(options: ExportVerifierOptions) {
  const findings: Placed[] = [];
  const links: PlacedLink[] = [];
  const known: Known[] = [];
  let lines = 0;
  let scope: ExportScope | undefined;
  let publicKey: PublicKey | undefined;
  let hasEnded = false;
  const fileFlaw = (because: string) =>
    findings.push({ kind: 'file', what: `line ${lines}`, because, position: Infinity });

  const take = (read: ExportLine): void => {
    switch (read.kind) {
      case 'export':
        scope = read.scope;
        return;
      case 'key':
        publicKey = read.publicKey;
        if (options.trustedKey !== undefined && !isSameKey(read.publicKey, options.trustedKey))
          fileFlaw('the key of the export is not the trusted one');
        return;
      case 'checkpoint':
        takeCheckpoint(read);
        return;
      case 'entry':
        links.push(placedLink(read.entry, links.length, options.hash));
        return;
      case 'end':
        hasEnded = true;
        if (read.entries !== links.length || read.checkpoints !== known.length)
          fileFlaw(`${read.entries} entries and ${read.checkpoints} checkpoints were exported`);
        if (read.sha256 !== options.digest.hex()) fileFlaw('something above it was changed');
        return;
    }
  };
  const takeCheckpoint = (read: Extract<ExportLine, { kind: 'checkpoint' }>): void => {
    const key = options.trustedKey ?? publicKey;
    const before = known.at(-1)?.claims;
    const because =
      key === undefined ? 'has no key before it' : checkpointFlaw(read, before, key, options);
    const claims = readClaims(read.jws, options.base64Url);
    if (because !== undefined)
      findings.push({
        kind: 'checkpoint',
        what: `checkpoint ${claims?.number ?? `at line ${lines}`}`,
        because,
        position: Number.MAX_SAFE_INTEGER,
      });
    if (claims !== undefined)
      known.push({ claims, leaves: because === undefined ? read.leaves : [] });
  };

  return {
    line(text: string): void {
      lines += 1;
      if (hasEnded) fileFlaw('it stands after the end');
      const read = parsed(text);
      if (read === undefined) {
        findings.push(unreadable(text, lines, links));
        if (text.includes('"kind":"entry"')) links.push(brokenLink(text, links.length));
      } else take(read);
      if (read?.kind !== 'end') options.digest.add(`${text}\n`);
    },
    end(): ExportVerdict {
      if (scope === undefined) fileFlaw('it does not begin as an export');
      if (!hasEnded) fileFlaw('its end is missing');
      const chains = Map.groupBy(links, ({ object }) => object);
      // Checkpoints that are not whole do not tell what is unknown to them.
      const areWhole = findings.every(({ kind }) => kind !== 'checkpoint');
      if (scope !== undefined) findings.push(...entryFindings(links, chains, known, scope));
      if (areWhole) findings.push(...unknownEntries(links, known));
      const sorted = findings.toSorted((a, b) => a.position - b.position);
      return {
        entries: links.length,
        chains: chains.size,
        checkpoints: known.length,
        findings: sorted.map(({ position: _, ...finding }) => finding),
        ...(publicKey === undefined ? {} : { publicKey }),
      };
    },
  };
}

/** The line where it is the canonical text of an object of a kind; `undefined` where a byte was changed. */
function parsed(text: string): ExportLine | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return isExportLine(read) && exportLine(read) === text ? read : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Whether a line has what its kind is read by; what else stands in it is under its hash or signature. */
function isExportLine(read: unknown): read is ExportLine {
  if (!isObject(read)) return false;
  switch (read.kind) {
    case 'export':
      return isObject(read.scope);
    case 'key':
      return isObject(read.publicKey);
    case 'checkpoint':
      return (
        typeof read.jws === 'string' && Array.isArray(read.leaves) && read.leaves.every(isLink)
      );
    case 'entry':
      return isLink(read.entry) && typeof read.entry.previousHash === 'string';
    case 'end':
      return typeof read.sha256 === 'string';
    default:
      return false;
  }
}

const isLink = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) &&
  typeof value.object === 'string' &&
  typeof value.sequence === 'number' &&
  typeof value.hash === 'string';

const named = ({ object, sequence }: Pick<Link, 'object' | 'sequence'>) =>
  `${object} entry ${sequence}`;

function placedLink(entry: AuditEntry, position: number, hash: HashText): PlacedLink {
  const { object, sequence, previousHash } = entry;
  return {
    object,
    sequence,
    hash: entry.hash,
    previousHash,
    isSound: hashOfEntry(entry, hash) === entry.hash,
    position,
    order: writingOrder(entry),
    writtenAt: entry.writtenAt ?? '',
  };
}

/** What a line that cannot be read is about, as far as its text still tells. */
function aboutLine(text: string): Pick<Link, 'object' | 'sequence'> | undefined {
  const object = /"object":"([^"]{1,200})"/.exec(text)?.[1];
  const sequence = /"sequence":(\d{1,15})/.exec(text)?.[1];
  return object === undefined || sequence === undefined
    ? undefined
    : { object, sequence: Number(sequence) };
}

function unreadable(text: string, line: number, links: readonly PlacedLink[]): Placed {
  const about = aboutLine(text);
  const isEntry = text.includes('"kind":"entry"') && about !== undefined;
  return {
    kind: isEntry ? 'changed' : 'file',
    what: isEntry ? named(about) : `line ${line}`,
    because: 'its text is not what was exported',
    position: isEntry ? links.length : Infinity,
  };
}

/** Holds the place of an entry that cannot be read, so that nobody takes it for missing. */
function brokenLink(text: string, position: number): PlacedLink {
  const { object, sequence } = aboutLine(text) ?? { object: `line ${position + 1}`, sequence: 1 };
  const hash = /"hash":"([0-9a-f]{64})"/.exec(text)?.[1] ?? '';
  const previousHash = /"previousHash":"([0-9a-f]{64})"/.exec(text)?.[1] ?? '';
  const writtenAt = /"writtenAt":"([^"]{24})"/.exec(text)?.[1] ?? '';
  const order = `${writtenAt}#${object}#${String(sequence).padStart(12, '0')}`;
  return { object, sequence, hash, previousHash, isSound: false, position, order, writtenAt };
}

function entryFindings(
  links: readonly PlacedLink[],
  chains: ReadonlyMap<string, readonly PlacedLink[]>,
  known: readonly Known[],
  scope: ExportScope,
): readonly Placed[] {
  const leaves = leavesByChain(known, scope);
  const inOrder = scope.object === undefined ? misplaced(links) : [];
  return [
    ...inOrder,
    ...[...chains].flatMap(([object, chain]) => chainFindings(chain, leaves.get(object), scope)),
    ...missingChains(leaves, chains, links.length),
  ];
}

/** In a range entries stand in the order in which they were written; the first that does not. */
function misplaced(links: readonly PlacedLink[]): readonly Placed[] {
  // A second one of a kind, and one that was changed, is the chain's to tell.
  const seen = new Set<string>();
  const once = links.filter(({ order, isSound }) => isSound && !seen.has(order) && seen.add(order));
  const sorted = once.toSorted((a, b) => compareText(a.order, b.order));
  const link = once.find(({ order }, index) => order !== sorted[index]?.order);
  if (link === undefined) return [];
  const because = 'another one was written before it';
  return [{ kind: 'reordered', what: named(link), because, position: link.position }];
}

interface KnownLeaf extends Leaf {
  readonly checkpoint: number;
  /** Whether the export must hold the entry. */
  readonly isDue: boolean;
}

type Leaves = ReadonlyMap<string, ReadonlyMap<number, KnownLeaf>>;

function leavesByChain(known: readonly Known[], { object, from, to }: ExportScope): Leaves {
  const all = known.flatMap(({ claims, leaves }) =>
    leaves.map((leaf, index): KnownLeaf => {
      const isInRange =
        index >= claims.late &&
        from !== undefined &&
        claims.from >= from &&
        claims.to <= (to ?? '');
      return {
        ...leaf,
        checkpoint: claims.number,
        isDue: object === undefined ? isInRange : leaf.object === object,
      };
    }),
  );
  return new Map(
    [...Map.groupBy(all, (leaf) => leaf.object)].map(([name, chain]) => [
      name,
      new Map(chain.map((leaf) => [leaf.sequence, leaf])),
    ]),
  );
}

function chainFindings(
  chain: readonly PlacedLink[],
  leaves: ReadonlyMap<number, KnownLeaf> | undefined,
  scope: ExportScope,
): readonly Placed[] {
  const ordered =
    scope.object === undefined ? chain.toSorted((a, b) => a.sequence - b.sequence) : chain;
  const [first] = ordered;
  if (first === undefined) return [];
  const isWhole = scope.object !== undefined || first.sequence === 1;
  const before = leaves?.get(first.sequence - 1);
  const broken = verifyLinks(ordered, isWhole ? chainStart : before);
  const asSigned = ordered.flatMap((link): readonly Placed[] => {
    const leaf = leaves?.get(link.sequence);
    if (leaf === undefined || leaf.hash === link.hash || !link.isSound) return [];
    const because = `checkpoint ${leaf.checkpoint} knows it with another hash`;
    return [{ kind: 'changed', what: named(link), because, position: link.position }];
  });
  return [
    ...(broken === undefined
      ? []
      : [
          {
            kind: broken.finding.kind,
            what: named(broken.finding),
            because: broken.finding.because,
            position: ordered[broken.at]?.position ?? 0,
          },
        ]),
    ...asSigned,
    ...missingIn(chain, leaves),
  ];
}

/** Entries that a checkpoint knows and that are missing before the chain's first or behind its last. */
function missingIn(
  chain: readonly PlacedLink[],
  leaves: ReadonlyMap<number, KnownLeaf> | undefined,
): readonly Placed[] {
  const held = new Set(chain.map(({ sequence }) => sequence));
  const last = Math.max(...chain.map(({ position }) => position));
  return [...(leaves?.values() ?? [])]
    .filter(({ sequence, isDue }) => isDue && !held.has(sequence))
    .map((leaf) => missing(leaf, last));
}

const missingChains = (
  leaves: Leaves,
  chains: ReadonlyMap<string, unknown>,
  entries: number,
): readonly Placed[] =>
  [...leaves]
    .filter(([object]) => !chains.has(object))
    .flatMap(([, chain]) => [...chain.values()])
    .filter(({ isDue }) => isDue)
    .map((leaf) => missing(leaf, entries));

const missing = (leaf: KnownLeaf, position: number): Placed => ({
  kind: 'removed',
  what: named(leaf),
  because: `checkpoint ${leaf.checkpoint} knows it`,
  // Behind the last entry of its chain, and before whatever follows that.
  position: position + 0.5,
});

/** Entries of a time that checkpoints have looked at twice, and that stand in none of them. */
function unknownEntries(links: readonly PlacedLink[], known: readonly Known[]): readonly Placed[] {
  const [first] = known;
  const settledBefore = known.at(-1)?.claims.settledBefore ?? '';
  if (first === undefined) return [];
  const leaves = new Set(known.flatMap((each) => each.leaves.map(named)));
  return links
    .filter(
      (link) =>
        link.writtenAt >= first.claims.from &&
        link.writtenAt < settledBefore &&
        !leaves.has(named(link)),
    )
    .map((link) => ({
      kind: 'inserted',
      what: named(link),
      because: 'no checkpoint of the time at which it says that it was written knows it',
      position: link.position,
    }));
}

const isSameKey = (one: PublicKey, other: PublicKey): boolean =>
  one.kty === other.kty && one.crv === other.crv && one.x === other.x && one.y === other.y;
