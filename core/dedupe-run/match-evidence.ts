import type { Customer, Member } from '#core/identity/customer';
import { mergedMembers, subtreeOf } from '#core/identity/members';
import { countLevels, type LevelCounts } from '#core/matching/level-counts';
import type { PairScore } from '#core/matching/match-model';
import type { MatchEvidence } from '#core/matching/refine-weights';

type Shown = Pick<PairScore, 'contributions'>;

export interface EvidenceReaders {
  /** What a steward was shown when he decided about two customers; nothing where he was not asked. */
  readonly decidedOn: (ids: readonly [string, string]) => Promise<Shown | undefined>;
  /** Two sets of members against each other; nothing where one has no source record. */
  readonly weigh: (a: readonly Member[], b: readonly Member[]) => Shown | undefined;
  /** One after the other: the first record of some members with each of their others. */
  readonly linked: (members: readonly Member[]) => Iterable<Shown>;
}

/** Pairs of one customer's records, at most, so that nobody with many cards speaks for all others. */
const mostLinked = 5;

/**
 * Levels that show what is one customer: of what a steward merged, the evidence that he saw or, where
 * he was asked nothing, what both sides weigh today; of what the machine linked, pairs of records. Who
 * was told apart is in neither: those are two customers now.
 */
export async function matchEvidenceOf(
  customer: Customer,
  { decidedOn, weigh, linked }: EvidenceReaders,
): Promise<MatchEvidence> {
  const steward: Record<string, Record<string, number>> = {};
  const machine: Record<string, Record<string, number>> = {};
  const merged = mergedMembers(customer).filter(({ member }) => member.mergedBy === 'steward');
  for (const { member, parent } of merged) {
    const leaving = subtreeOf(customer, member);
    const staying = customer.members.filter((each) => !leaving.includes(each));
    const ids = [member.customerId, parent.customerId].toSorted() as [string, string];
    const shown = (await decidedOn(ids)) ?? weigh(leaving, staying);
    countLevels(steward, shown?.contributions ?? []);
  }
  const bySteward = new Set(merged.flatMap(({ member }) => subtreeOf(customer, member)));
  const others = customer.members.filter((each) => !bySteward.has(each));
  let pairs = 0;
  for (const { contributions } of linked(others)) {
    if (pairs === mostLinked) break;
    pairs += 1;
    countLevels(machine, contributions);
  }
  return { steward, machine };
}

/** Pairs of which something was compared: those of the comparison that most had. */
export const pairsIn = (counts: LevelCounts): number =>
  Object.values(counts).reduce(
    (most, levels) =>
      Math.max(
        most,
        Object.values(levels).reduce((sum, count) => sum + count, 0),
      ),
    0,
  );
