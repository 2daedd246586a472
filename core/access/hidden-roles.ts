import { probabilityOf } from '#core/matching/compare';
import type { Contribution, PairScore } from '#core/matching/match-model';
import type {
  AttributeType,
  Classification,
  CustomerSchema,
  MatchRole,
} from '#core/schema/customer-schema';
import { roleOfType } from '#core/standardise/features';
import type { MayRead } from './readable.ts';

/** What matching takes from attributes that may not be read, in whole or in part. */
export function hiddenRoles(
  { attributes }: Pick<CustomerSchema, 'attributes'>,
  mayRead: MayRead,
): ReadonlySet<MatchRole> {
  const hidden = new Set<MatchRole>();
  for (const definition of attributes) {
    const may = (classification: Classification) => mayRead(classification, definition.name);
    collect(definition, definition.match, may(definition.classification), may, hidden);
  }
  return hidden;
}

function collect(
  type: AttributeType,
  stated: MatchRole | undefined,
  isReadable: boolean,
  may: (classification: Classification) => boolean,
  hidden: Set<MatchRole>,
): void {
  if (stated === 'none') return;
  if (type.type === 'list') {
    collect(type.items, stated, isReadable, may, hidden);
    return;
  }
  const members = type.type === 'group' ? type.attributes : [];
  const role = stated ?? roleOfType[type.type];
  // A handle says nothing without its network: a social group is read whole or not at all.
  const isWhole = role !== 'social' || members.every((each) => may(each.classification));
  if (role !== undefined && !(isReadable && isWhole)) hidden.add(role);
  for (const member of members)
    collect(member, member.match, isReadable && may(member.classification), may, hidden);
}

const roleOfComparison: Readonly<Record<string, MatchRole>> = {
  name: 'person-name',
  middleName: 'person-name',
  generation: 'person-name',
  organisationName: 'organisation-name',
  birthDate: 'birth-date',
  gender: 'gender',
  email: 'email',
  phone: 'phone',
  address: 'postal-address',
  identifier: 'identifier',
  social: 'social',
};

/** The score as it would be without what these roles say; the same where they say nothing. */
export function withoutRoles(score: PairScore, hidden: ReadonlySet<MatchRole>): PairScore {
  const isShown = ({ comparison }: Contribution) => {
    const role = roleOfComparison[comparison];
    return role === undefined ? hidden.size === 0 : !hidden.has(role);
  };
  const contributions = score.contributions.filter(isShown);
  if (contributions.length === score.contributions.length) return score;
  const matchWeight = contributions.reduce(
    (sum, each) => sum + each.matchWeight,
    score.priorWeight,
  );
  return { ...score, contributions, matchWeight, matchProbability: probabilityOf(matchWeight) };
}

/** The roles that a search key of this kind is made of. */
export const rolesOfSearchKey: Readonly<Record<string, readonly MatchRole[]>> = {
  email: ['email'],
  phone: ['phone'],
  identifier: ['identifier'],
  word: ['person-name', 'organisation-name'],
};
