import type { StandardRecord } from '#core/standardise/standard-record';
import { compareAddresses } from './compare-addresses.ts';
import { compareEmails, comparePhones } from './compare-contacts.ts';
import {
  compareBirthDates,
  compareGenders,
  compareGenerations,
  compareIdentifiers,
  compareSocials,
} from './compare-facts.ts';
import { compareMiddleNames, compareNames } from './compare-names.ts';
import { compareOrganisationNames } from './compare-organisation-names.ts';
import type { Context, Finding } from './finding.ts';
import type { Contribution, Frequencies, MatchModel, PairScore } from './match-model.ts';
import type { ComparisonModel } from './match-weights.ts';
import { usualShare } from './model-frame.ts';

type Compare = (a: StandardRecord, b: StandardRecord, context: Context) => Finding | undefined;

/** Every comparison a model may name. */
const comparisons: Readonly<Record<string, Compare>> = {
  name: compareNames,
  middleName: (a, b) => compareMiddleNames(a.personNames, b.personNames),
  organisationName: (a, b) => compareOrganisationNames(a.organisationNames, b.organisationNames),
  birthDate: (a, b) => compareBirthDates(a.birthDate, b.birthDate),
  gender: (a, b) => compareGenders(a.gender, b.gender),
  generation: (a, b) => compareGenerations(a.personNames, b.personNames),
  email: compareEmails,
  phone: (a, b, context) => comparePhones(a.phones, b.phones, context),
  address: (a, b, context) => compareAddresses(a.addresses, b.addresses, context),
  identifier: (a, b) => compareIdentifiers(a.identifiers, b.identifiers),
  social: (a, b) => compareSocials(a.socials, b.socials),
};

/**
 * Scores two records of one kind: per comparison of the model the level reached, its m and u after
 * the term-frequency adjustment, and its weight. A comparison that lacks a value on either side, or
 * whose level the model does not list, contributes nothing.
 */
export function scorePair(
  a: StandardRecord,
  b: StandardRecord,
  model: MatchModel,
  frequencies: Frequencies,
): PairScore {
  const contributions: Contribution[] = [];
  let matchWeight = model.priorWeight;
  let context: Context = { open: undefined, address: undefined };
  for (const each of model.comparisons) {
    const finding = comparisons[each.comparison]?.(a, b, context);
    if (finding === undefined) continue;
    context = learn(context, each.comparison, finding.level);
    const contribution = weigh(each, finding, frequencies);
    if (contribution === undefined) continue;
    contributions.push(contribution);
    matchWeight += contribution.matchWeight;
  }
  return {
    matchProbability: probabilityOf(matchWeight),
    matchWeight,
    priorWeight: model.priorWeight,
    contributions,
    model: { name: model.name, version: model.version },
  };
}

/** Names that fit several members of a family. */
const openNames: Readonly<Record<string, Context['open']>> = {
  initial: 'initial',
  'initial-close': 'initial',
  'family-changed-initial': 'initial',
  'family-only': 'family',
};

const learn = (context: Context, comparison: string, level: string): Context => {
  if (comparison === 'name') return { ...context, open: openNames[level] };
  return comparison === 'address' ? { ...context, address: level } : context;
};

/** From bits of log odds to 0 … 1. */
export const probabilityOf = (matchWeight: number): number => 1 / (1 + 2 ** -matchWeight);

/** From a probability below 1 to bits of log odds. */
export const weightOf = (matchProbability: number): number =>
  Math.log2(matchProbability / (1 - matchProbability));

const weigh = (
  { comparison, levels, termFrequency }: ComparisonModel,
  { level, rarity }: Finding,
  frequencies: Frequencies,
): Contribution | undefined => {
  const found = levels.find((each) => each.level === level);
  if (found === undefined) return undefined;
  const { m } = found;
  const adjusted =
    rarity === undefined ? undefined : adjust(found, rarity, termFrequency === true, frequencies);
  const u = adjusted?.u ?? found.u;
  return {
    comparison,
    level,
    m,
    u,
    ...(adjusted?.sharedBy === undefined ? {} : { sharedBy: adjusted.sharedBy }),
    matchWeight: Math.log2(m / u),
  };
};

/** Rarity is measured against this many imagined customers with usual values: a young hub knows little. */
const imaginedCustomers = 20_000;
/** However rare a name, u falls to no less than a quarter; however common, it grows to no more than eight times. */
const rarestGain = 4;
const commonestLoss = 8;
/** What a name weighs when one stored customer has it, in bits: with nothing else, not enough to link. */
const loneNameWeight = 15.5;
/** What a contact point that more customers share than can be counted still weighs: half a bit. */
const commonContactWeight = 0.5;
/** 1 would only spread the evidence over those who share the value; more says that the value travels. */
const travels = 1.5;

/**
 * u of an agreeing value, given how many customers share it. A name (`termFrequency`) is as telling
 * as it is rare, and points at each of its bearers the less the more there are. Contact points,
 * addresses and cards point at one customer; each further one that shares them takes away from that.
 */
const adjust = (
  { m, u }: { readonly m: number; readonly u: number },
  rarity: NonNullable<Finding['rarity']>,
  termFrequency: boolean,
  frequencies: Frequencies,
): { readonly u: number; readonly sharedBy?: number } | undefined => {
  const sharedBy = frequencies.sharedBy(rarity);
  const isCommon = frequencies.isCommon(rarity);
  if (!termFrequency) {
    const least = m / 2 ** commonContactWeight;
    if (isCommon) return { u: Math.max(u, least) };
    if (sharedBy === undefined || sharedBy <= 1) return undefined;
    return { u: Math.max(u, Math.min(least, u * sharedBy ** travels)), sharedBy };
  }
  if (isCommon) return { u: Math.min(m, u * commonestLoss) };
  if (sharedBy === undefined) return undefined;
  // The customer at hand is one of those who share it; the others say how common it is.
  const others = Math.max(0, sharedBy - 1);
  const share =
    (others + usualShare * imaginedCustomers) / (frequencies.customers + imaginedCustomers);
  const asRare = Math.max(
    (u * share) / usualShare,
    (m / 2 ** loneNameWeight) * Math.max(1, sharedBy) ** travels,
  );
  return { u: Math.min(m, u * commonestLoss, Math.max(u / rarestGain, asRare)), sharedBy };
};
