import type { CustomerKind } from '#core/schema/customer-schema';
import type { ComparisonModel, MatchModel } from './match-model.ts';

/**
 * The models shipped with the hub. They need no training and no labels.
 *
 * `u` is the share among random pairs of a hub of about 130,000 customers, which is what the prior of
 * -17 bits stands for; a smaller hub is judged as if it were that large, so that what is linked on the
 * first day still holds later. Levels that only people of one household reach (`given-differs`, another
 * birth date, another generation) are measured among households, where the rest agrees anyway: there
 * they must outweigh door, landline, mailbox and card together. The figures come from reasoning about
 * each fact and from counts of levels among pairs of synthetic customers that share a match key;
 * bench/quality measures what they achieve.
 */

type Level = ComparisonModel['levels'][number];

/** A level that a share `m` of matching pairs reaches, and that speaks for a match by so many bits (against, when negative). */
const agrees = (level: string, m: number, bits: number): Level => ({ level, m, u: m / 2 ** bits });

/** A level that most pairs of different people reach, and that speaks against a match by so many bits. */
const contradicts = (level: string, bits: number): Level => ({ level, m: 0.9 / 2 ** bits, u: 0.9 });

/** Levels best first. */
const comparison = (
  name: string,
  levels: readonly Level[],
  more: { readonly termFrequency?: boolean } = {},
): ComparisonModel => ({ comparison: name, levels, ...more });

const emails = comparison('email', [
  agrees('same', 0.6, 16),
  agrees('family-mailbox', 0.05, 7),
  agrees('mailbox-beside-door', 0.05, 2),
  agrees('slip', 0.03, 12),
  agrees('same-local', 0.03, 10),
  agrees('near-local', 0.02, 6),
  agrees('same-role', 0.02, 3),
  { level: 'different', m: 0.1, u: 0.9 },
]);

const phones = comparison('phone', [
  agrees('same-mobile', 0.5, 14),
  agrees('same', 0.4, 13),
  agrees('same-landline', 0.3, 12),
  agrees('family-landline', 0.3, 7),
  agrees('landline-beside-door', 0.3, 2),
  agrees('slip', 0.03, 9),
  { level: 'different', m: 0.35, u: 0.95 },
]);

const addresses = comparison('address', [
  agrees('same-door', 0.5, 11.5),
  agrees('initial-door', 0.5, 12),
  agrees('family-door', 0.5, 8),
  agrees('same-house', 0.05, 11),
  agrees('same-street', 0.05, 10),
  agrees('postcode', 0.2, 9),
  agrees('near-postcode', 0.05, 6),
  agrees('city', 0.1, 2),
  { level: 'different', m: 0.25, u: 0.9 },
]);

const identifiers = comparison('identifier', [
  agrees('same', 0.85, 28),
  agrees('same-card', 0.8, 17),
  agrees('slip', 0.08, 10),
  agrees('two-slips', 0.02, 3),
  { level: 'card-differs', m: 0.06, u: 1 },
  { level: 'unsound-differs', m: 0.25, u: 1 },
  contradicts('document-differs', 6),
  contradicts('different', 14),
]);

const socials = comparison('social', [agrees('same', 0.5, 14)]);

const person: MatchModel = {
  name: 'person-default',
  version: 1,
  kind: 'person',
  priorWeight: -17,
  comparisons: [
    comparison(
      'name',
      [
        agrees('same', 0.6, 12.5),
        agrees('nickname', 0.04, 12),
        agrees('close', 0.1, 12.3),
        agrees('double-family', 0.02, 11.5),
        agrees('swapped', 0.02, 12),
        agrees('close-both', 0.02, 11),
        agrees('named-by-mailbox', 0.01, 11.5),
        agrees('given-sibling', 0.01, 10),
        agrees('initial', 0.06, 9.5),
        agrees('initial-close', 0.01, 9),
        agrees('family-changed', 0.02, 7),
        agrees('family-only', 0.04, 7.5),
        agrees('given-only', 0.01, 5),
        agrees('family-differs', 0.04, 4.5),
        agrees('family-differs-given-close', 0.005, -2),
        agrees('family-changed-initial', 0.005, 2),
        agrees('given-vague', 0.02, -3),
        agrees('family-differs-initial', 0.01, -5),
        contradicts('family-differs-alone', 8),
        contradicts('given-differs', 24),
        contradicts('different', 24),
      ],
      { termFrequency: true },
    ),
    comparison('middleName', [
      agrees('same', 0.5, 4),
      agrees('initial', 0.4, 3),
      { level: 'different', m: 0.06, u: 0.9 },
    ]),
    comparison('birthDate', [
      agrees('same', 0.9, 12),
      agrees('swapped', 0.01, 8),
      agrees('slip', 0.03, 5),
      agrees('decade-slip', 0.005, -1),
      agrees('one-part-differs', 0.01, -3),
      agrees('two-slips', 0.01, -4),
      contradicts('different', 18),
    ]),
    comparison('generation', [
      agrees('same', 0.97, 3),
      contradicts('one-sided', 4),
      contradicts('different', 20),
    ]),
    comparison('gender', [
      { level: 'same', m: 0.98, u: 0.5 },
      { level: 'different', m: 0.004, u: 0.5 },
    ]),
    addresses,
    emails,
    phones,
    identifiers,
    socials,
  ],
  thresholds: { link: 0.95, review: 0.0125 },
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
        agrees('same', 0.5, 13),
        agrees('contained', 0.15, 9),
        agrees('close', 0.15, 10),
        agrees('overlap', 0.1, 4),
        agrees('number-one-sided', 0.02, 5),
        agrees('form-differs', 0.02, -0.5),
        agrees('number-differs', 0.005, -2),
        { level: 'different', m: 0.05, u: 0.8 },
      ],
      { termFrequency: true },
    ),
    addresses,
    emails,
    phones,
    identifiers,
    socials,
  ],
  thresholds: { link: 0.95, review: 0.0125 },
};

export const defaultModels: Readonly<Record<CustomerKind, MatchModel>> = { person, organisation };
