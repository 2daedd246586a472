import type { CustomerKind } from '#core/schema/customer-schema';
import { birthDateLevels } from './compare-facts.ts';
import { nameLevels } from './compare-names.ts';
import type { MatchModel } from './match-model.ts';

/**
 * What of a match model is not learned: which comparisons and levels it has, and what holds whatever the
 * data says.
 */
export interface ModelFrame extends Pick<MatchModel, 'priorWeight' | 'thresholds'> {
  /** Levels best first. Those of a family's door, mailbox and landline are for people. */
  readonly comparisons: readonly {
    readonly comparison: string;
    readonly levels: readonly string[];
    readonly termFrequency?: boolean;
  }[];
  /** Bits that a level speaks for a match at most, whatever was learned; negative: against it at least. */
  readonly mostBits: (comparison: string, level: string) => number;
  /** And at least. */
  readonly leastBits: (comparison: string, level: string) => number;
}

/**
 * Share of two people, or companies, that bear one full name: of 100,000 people, about eight share
 * one's own. A file's own names are rarer or commoner than the world's; frequencies are measured
 * against this.
 */
export const usualShare = 8e-5;

/**
 * Nothing that people hand on or mistype links by itself: with the prior it stays a question. Only a
 * document's number does.
 */
const mostOfOneFact = 16;

const most: Readonly<Record<string, number>> = {
  'name family-changed-initial': 2,
  'generation same': 3,
  'email same-role': 3,
  'identifier same': 28,
  'identifier slip': 10,
  'identifier two-slips': 3,
};

/**
 * Bits against a match, at least. Learning takes a couple with one mailbox, door and telephone for
 * badly written records of one customer now and then, so that its share of given names that differ is
 * some hundredth; these weigh as much as a household's door, landline, mailbox and card together. And
 * data without documents tells nothing of how their numbers differ.
 */
const against: Readonly<Record<string, number>> = {
  'name given-differs': -24,
  'name different': -24,
  'organisationName form-differs': -0.5,
  'birthDate different': -18,
  'generation one-sided': -4,
  'generation different': -20,
  'identifier unsound-differs': -2,
  'identifier document-differs': -6,
  'identifier different': -14,
};

/** A lost card is replaced by another one; made-up customers lose none. */
const leastBits = (comparison: string, level: string): number =>
  comparison === 'identifier' && level === 'card-differs' ? -4 : Number.NEGATIVE_INFINITY;

const mostBits = (comparison: string, level: string): number => {
  const each = `${comparison} ${level}`;
  return against[each] ?? most[each] ?? mostOfOneFact;
};

const shared = (isPerson: boolean): ModelFrame['comparisons'] => [
  {
    comparison: 'address',
    levels: [
      'same-door',
      ...(isPerson ? ['initial-door', 'family-door'] : []),
      'same-house',
      'same-street',
      'postcode',
      'near-postcode',
      'city',
      'different',
    ],
  },
  {
    comparison: 'email',
    levels: [
      'same',
      ...(isPerson ? ['family-mailbox', 'mailbox-beside-door'] : []),
      'slip',
      'same-local',
      'near-local',
      'same-role',
      'different',
    ],
  },
  {
    comparison: 'phone',
    levels: [
      'same-mobile',
      'same',
      'same-landline',
      ...(isPerson ? ['family-landline'] : []),
      'landline-beside-door',
      'slip',
      'different',
    ],
  },
  {
    comparison: 'identifier',
    levels: [
      'same',
      'same-card',
      'slip',
      'two-slips',
      'card-differs',
      'unsound-differs',
      'document-differs',
      'different',
    ],
  },
  { comparison: 'social', levels: ['same'] },
];

/**
 * A hub of about 130,000 customers, which a smaller one is judged as: what is linked on the first day
 * still holds later.
 */
const priorWeight = -17;
const thresholds = { link: 0.85, review: 0.0125 };

export const modelFrame: Readonly<Record<CustomerKind, ModelFrame>> = {
  person: {
    priorWeight,
    thresholds,
    mostBits,
    leastBits,
    comparisons: [
      { comparison: 'name', levels: nameLevels, termFrequency: true },
      { comparison: 'middleName', levels: ['same', 'initial', 'different'] },
      { comparison: 'birthDate', levels: birthDateLevels },
      { comparison: 'generation', levels: ['same', 'one-sided', 'different'] },
      { comparison: 'gender', levels: ['same', 'different'] },
      ...shared(true),
    ],
  },
  organisation: {
    priorWeight,
    thresholds,
    mostBits,
    leastBits,
    comparisons: [
      {
        comparison: 'organisationName',
        levels: [
          'same',
          'contained',
          'close',
          'overlap',
          'number-one-sided',
          'form-differs',
          'number-differs',
          'different',
        ],
        termFrequency: true,
      },
      ...shared(false),
    ],
  },
};
