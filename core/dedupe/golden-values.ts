import { type Contribution, survive } from '#core/identity/survive';
import { fold } from '#core/standardise/fold';
import type { Column, Meaning } from './meaning.ts';

/** A record of a cluster: its fields in the order of columns, and when it was written. */
export interface GoldenMember {
  readonly id: string;
  readonly fields: readonly string[];
  readonly source: string;
  /** Milliseconds; -Infinity where nothing tells. */
  readonly updatedMs: number;
}

/** Parts of one address, which are of one record or of records that do not contradict it. */
const placeParts: ReadonlySet<Meaning> = new Set([
  'street-2',
  'house-number',
  'unit',
  'city',
  'region',
  'postcode',
  'country',
]);

/**
 * Of every column the value that most records of a cluster say, as golden records of the hub do by the rule
 * `most-frequent`: the newest of values that as many say, in the spelling that most write. The parts of an
 * address come from records of the chosen street, so that no street is shown in another's town. '' where
 * nobody says anything.
 */
export function goldenValues(
  columns: readonly Column[],
  members: readonly GoldenMember[],
): readonly string[] {
  const chosen = columns.map((_, column) => mostFrequent(members, column));
  const newest = members.reduce(
    (most, { updatedMs }) => Math.max(most, updatedMs),
    Number.NEGATIVE_INFINITY,
  );
  return columns.map(({ meaning, group }, column) => {
    if (meaning === 'updated-at')
      return mostFrequent(
        members.filter(({ updatedMs }) => updatedMs === newest),
        column,
      );
    if (!placeParts.has(meaning)) return chosen[column] ?? '';
    const street = columns.findIndex((each) => each.meaning === 'street' && each.group === group);
    const wanted = identityOf(chosen[street] ?? '');
    if (wanted === '') return chosen[column] ?? '';
    const streetOf = ({ fields }: GoldenMember) => identityOf(fields[street] ?? '');
    const own = mostFrequent(
      members.filter((member) => streetOf(member) === wanted),
      column,
    );
    if (own !== '') return own;
    const others = members.filter((member) => (member.fields[column] ?? '') !== '');
    const said = new Set(others.map(({ fields }) => identityOf(fields[column] ?? '')));
    // What all others say may complete it, and what is said of no other street.
    return mostFrequent(
      said.size === 1 ? others : others.filter((member) => streetOf(member) === ''),
      column,
    );
  });
}

const identityOf = (value: string): string => fold(value) || value;

function mostFrequent(members: readonly GoldenMember[], column: number): string {
  const filled = members.filter(({ fields }) => (fields[column] ?? '') !== '');
  const by = (some: readonly GoldenMember[], identify: (value: string) => string): string => {
    const [first, ...more] = some.map((member) => contributionOf(member, column, identify));
    if (first === undefined) return '';
    return String(survive([first, ...more], 'most-frequent').winner.value);
  };
  const winner = identityOf(by(filled, identityOf));
  return by(
    filled.filter(({ fields }) => identityOf(fields[column] ?? '') === winner),
    (value) => value,
  );
}

/** Moments as text that sorts by time; none was written before 1970. */
const timeText = (ms: number): string =>
  Number.isFinite(ms) ? new Date(Math.max(0, ms)).toISOString() : '';

const contributionOf = (
  { id, fields, source, updatedMs }: GoldenMember,
  column: number,
  identify: (value: string) => string,
): Contribution => ({
  value: fields[column] ?? '',
  identity: identify(fields[column] ?? ''),
  position: 0,
  tier: 2,
  source: {
    spoke: source,
    sourceId: id,
    trust: 50,
    updatedAt: timeText(updatedMs),
    provenance: 'first-party',
  },
});
