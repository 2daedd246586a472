import type { CustomerKind } from '#core/schema/customer-schema';
import type { ComparisonModel, MatchModel } from './match-model.ts';

/** `[level, m, u]`, best first. */
const comparison = (
  name: string,
  levels: readonly (readonly [level: string, m: number, u: number])[],
  more: { readonly termFrequency?: boolean } = {},
): ComparisonModel => ({
  comparison: name,
  levels: levels.map(([level, m, u]) => ({ level, m, u })),
  ...more,
});

const vetoU = 0.9;
/** m of a level that no other agreement should outweigh by itself: two people of one household. */
const bits = (weight: number, u = vetoU): number => u * 2 ** weight;

const emails = comparison('email', [
  ['same', 0.6, 0.6 * 2 ** -16],
  ['family-mailbox', 0.05, 0.05 * 2 ** -7],
  ['mailbox-beside-door', 0.05, 0.05 * 2 ** -2],
  ['slip', 0.03, 0.03 * 2 ** -12],
  ['same-local', 0.03, 0.03 * 2 ** -10],
  ['near-local', 0.02, 0.02 * 2 ** -6],
  ['same-role', 0.02, 0.02 * 2 ** -3],
  ['different', 0.1, 0.9],
]);

const phones = comparison('phone', [
  ['same-mobile', 0.5, 0.5 * 2 ** -14],
  ['same', 0.4, 0.4 * 2 ** -13],
  ['same-landline', 0.3, 0.3 * 2 ** -12],
  ['family-landline', 0.3, 0.3 * 2 ** -7],
  ['landline-beside-door', 0.3, 0.3 * 2 ** -2],
  ['slip', 0.03, 0.03 * 2 ** -9],
  ['different', 0.35, 0.95],
]);

const addresses = comparison('address', [
  ['same-door', 0.5, 0.5 * 2 ** -11.5],
  ['initial-door', 0.5, 0.5 * 2 ** -9],
  ['family-door', 0.5, 0.5 * 2 ** -8],
  ['same-house', 0.05, 0.05 * 2 ** -11],
  ['same-street', 0.05, 0.05 * 2 ** -10],
  ['postcode', 0.2, 0.2 * 2 ** -9],
  ['near-postcode', 0.05, 0.05 * 2 ** -6],
  ['city', 0.1, 0.1 * 2 ** -2],
  ['different', 0.25, 0.9],
]);

const identifiers = comparison('identifier', [
  ['same', 0.85, 0.85 * 2 ** -28],
  ['same-card', 0.8, 0.8 * 2 ** -17],
  ['slip', 0.08, 0.08 * 2 ** -10],
  ['two-slips', 0.02, 0.02 * 2 ** -3],
  ['card-differs', 0.06, 1],
  ['unsound-differs', 0.25, 1],
  ['different', bits(-8), vetoU],
]);

const socials = comparison('social', [['same', 0.5, 0.5 * 2 ** -14]]);

const person: MatchModel = {
  name: 'person-default',
  version: 1,
  kind: 'person',
  priorWeight: -17,
  comparisons: [
    comparison(
      'name',
      [
        ['same', 0.6, 0.6 * 2 ** -12.5],
        ['nickname', 0.04, 0.04 * 2 ** -11.5],
        ['close', 0.1, 0.1 * 2 ** -11.5],
        ['double-family', 0.02, 0.02 * 2 ** -11.5],
        ['swapped', 0.02, 0.02 * 2 ** -11],
        ['close-both', 0.02, 0.02 * 2 ** -9.5],
        ['initial', 0.06, 0.06 * 2 ** -9.5],
        ['initial-close', 0.01, 0.01 * 2 ** -8],
        ['family-changed', 0.02, 0.02 * 2 ** -7],
        ['family-only', 0.04, 0.04 * 2 ** -7.5],
        ['given-only', 0.01, 0.01 * 2 ** -5],
        ['family-differs', 0.04, 0.04 * 2 ** -4.5],
        ['family-differs-given-close', 0.005, 0.005 * 2 ** 2],
        ['family-changed-initial', 0.005, 0.005 * 2 ** -2],
        ['given-vague', 0.02, 0.02 * 2 ** 3],
        ['family-differs-initial', 0.01, 0.01 * 2 ** 5],
        ['family-differs-alone', bits(-8), vetoU],
        ['given-differs', bits(-24), vetoU],
        ['different', bits(-24), vetoU],
      ],
      { termFrequency: true },
    ),
    comparison('birthDate', [
      ['same', 0.9, 0.9 * 2 ** -12],
      ['swapped', 0.01, 0.01 * 2 ** -8],
      ['slip', 0.03, 0.03 * 2 ** -5],
      ['one-part-differs', 0.01, 0.01 * 2 ** 3],
      ['two-slips', 0.01, 0.01 * 2 ** 4],
      ['different', bits(-12), vetoU],
    ]),
    comparison('generation', [
      ['same', 0.97, 0.97 * 2 ** -3],
      ['one-sided', bits(-3), vetoU],
      ['different', bits(-20), vetoU],
    ]),
    comparison('gender', [
      ['same', 0.98, 0.5],
      ['different', 0.004, 0.5],
    ]),
    addresses,
    emails,
    phones,
    identifiers,
    socials,
  ],
  thresholds: { link: 0.95, review: 0.05 },
};

const organisation: MatchModel = {
  name: 'organisation-default',
  version: 1,
  kind: 'organisation',
  priorWeight: -17,
  comparisons: [
    comparison(
      'organisationName',
      [
        ['same', 0.5, 0.5 * 2 ** -13],
        ['contained', 0.15, 0.15 * 2 ** -9],
        ['close', 0.15, 0.15 * 2 ** -10],
        ['overlap', 0.1, 0.1 * 2 ** -4],
        ['different', 0.05, 0.8],
      ],
      { termFrequency: true },
    ),
    addresses,
    emails,
    phones,
    identifiers,
    socials,
  ],
  thresholds: { link: 0.95, review: 0.05 },
};

/** The models shipped with the hub: no training, no labels. */
export const defaultModels: Readonly<Record<CustomerKind, MatchModel>> = { person, organisation };
