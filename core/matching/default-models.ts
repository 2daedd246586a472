import type { CustomerKind } from '#core/schema/customer-schema';
import type { MatchModel } from './match-model.ts';

/**
 * The models shipped with the hub. Made by `npm run generate` from scripts/models/learned.json, which
 * the batch engine learned without labels from made-up customers (`npm run train`);
 * core/dedupe/match-model-of.ts says how, core/matching/model-frame.ts what is not learned, and
 * bench/quality what they achieve.
 */
export const defaultModels: Readonly<Record<CustomerKind, MatchModel>> = {
  person: {
    name: 'person-default',
    version: 2,
    kind: 'person',
    priorWeight: -17,
    comparisons: [
      {
        comparison: 'name',
        levels: [
          { level: 'same', m: 0.5949, u: 0.00008013 },
          { level: 'nickname', m: 0.02401, u: 0.000007067 },
          { level: 'close', m: 0.1472, u: 0.00006437 },
          { level: 'double-family', m: 0.003714, u: 0.00000136 },
          { level: 'swapped', m: 0.01433, u: 0.000004524 },
          { level: 'close-both', m: 0.01516, u: 0.000005587 },
          { level: 'named-by-mailbox', m: 0.02847, u: 0.000003834 },
          { level: 'given-sibling', m: 0.002018, u: 0.02011 },
          { level: 'initial', m: 0.05983, u: 0.00008021 },
          { level: 'initial-close', m: 0.03308, u: 0.00007625 },
          { level: 'family-changed', m: 0.00567, u: 0.00001869 },
          { level: 'family-only', m: 0.03131, u: 0.00007548 },
          { level: 'given-only', m: 0.006631, u: 0.00006671 },
          { level: 'family-differs', m: 0.01016, u: 0.005431 },
          { level: 'family-differs-given-close', m: 0.001486, u: 0.003017 },
          { level: 'family-changed-initial', m: 0.0009374, u: 0.0002344 },
          { level: 'given-vague', m: 0.008588, u: 0.05028 },
          { level: 'family-differs-initial', m: 0.001957, u: 0.02011 },
          { level: 'family-differs-alone', m: 0.0009607, u: 0.02011 },
          { level: 'given-differs', m: 3.596e-8, u: 0.6033 },
          { level: 'different', m: 1.019e-8, u: 0.1709 },
        ],
        termFrequency: true,
      },
      {
        comparison: 'middleName',
        levels: [
          { level: 'same', m: 0.4404, u: 0.005167 },
          { level: 'initial', m: 0.5304, u: 0.04223 },
          { level: 'different', m: 0.02919, u: 0.84 },
        ],
      },
      {
        comparison: 'birthDate',
        levels: [
          { level: 'same', m: 0.9527, u: 0.00006121 },
          { level: 'swapped', m: 0.01176, u: 0.0000423 },
          { level: 'slip', m: 0.02771, u: 0.001414 },
          { level: 'decade-slip', m: 0.001009, u: 0.01005 },
          { level: 'one-part-differs', m: 0.004457, u: 0.01005 },
          { level: 'two-slips', m: 0.002118, u: 0.03014 },
          { level: 'different', m: 0.000003525, u: 0.9242 },
        ],
      },
      {
        comparison: 'generation',
        levels: [
          { level: 'same', m: 0.5837, u: 0.07296 },
          { level: 'one-sided', m: 0.04688, u: 0.75 },
          { level: 'different', m: 1.907e-7, u: 0.2 },
        ],
      },
      {
        comparison: 'gender',
        levels: [
          { level: 'same', m: 0.9969, u: 0.4994 },
          { level: 'different', m: 0.00308, u: 0.6 },
        ],
      },
      {
        comparison: 'address',
        levels: [
          { level: 'same-door', m: 0.1708, u: 0.000202 },
          { level: 'initial-door', m: 0.1708, u: 0.00005112 },
          { level: 'family-door', m: 0.1708, u: 0.0004758 },
          { level: 'same-house', m: 0.175, u: 0.0002104 },
          { level: 'same-street', m: 0.1821, u: 0.0002245 },
          { level: 'postcode', m: 0.142, u: 0.0005934 },
          { level: 'near-postcode', m: 0.00662, u: 0.001146 },
          { level: 'city', m: 0.1009, u: 0.007182 },
          { level: 'different', m: 0.06546, u: 0.7905 },
        ],
      },
      {
        comparison: 'email',
        levels: [
          { level: 'same', m: 0.8628, u: 0.00004115 },
          { level: 'family-mailbox', m: 0.05122, u: 0.0003189 },
          { level: 'mailbox-beside-door', m: 0.05122, u: 0.05122 },
          { level: 'slip', m: 0.05012, u: 0.00000239 },
          { level: 'same-local', m: 0.006706, u: 0.000003709 },
          { level: 'near-local', m: 0.007073, u: 0.000007467 },
          { level: 'same-role', m: 0.004454, u: 0.0005567 },
          { level: 'different', m: 0.06887, u: 0.9999 },
        ],
      },
      {
        comparison: 'phone',
        levels: [
          { level: 'same-mobile', m: 0.497, u: 0.000007867 },
          { level: 'same', m: 0.2078, u: 0.00007587 },
          { level: 'same-landline', m: 0.05122, u: 0.0001363 },
          { level: 'family-landline', m: 0.05122, u: 0.0003189 },
          { level: 'landline-beside-door', m: 0.05122, u: 0.05122 },
          { level: 'slip', m: 0.01585, u: 0.000007715 },
          { level: 'different', m: 0.2281, u: 0.9998 },
        ],
      },
      {
        comparison: 'identifier',
        levels: [
          { level: 'same', m: 0.85, u: 3.166e-9 },
          { level: 'same-card', m: 0.8269, u: 0.00009334 },
          { level: 'slip', m: 0.04678, u: 0.00004568 },
          { level: 'two-slips', m: 0.002513, u: 0.0003141 },
          { level: 'card-differs', m: 0.05624, u: 0.8999 },
          { level: 'unsound-differs', m: 0.004165, u: 0.01666 },
          { level: 'document-differs', m: 0.0002605, u: 0.01667 },
          { level: 'different', m: 0.00000407, u: 0.06669 },
        ],
      },
      {
        comparison: 'social',
        levels: [{ level: 'same', m: 0.5, u: 0.00003052 }],
      },
    ],
    thresholds: { link: 0.85, review: 0.0125 },
  },
  organisation: {
    name: 'organisation-default',
    version: 2,
    kind: 'organisation',
    priorWeight: -17,
    comparisons: [
      {
        comparison: 'organisationName',
        levels: [
          { level: 'same', m: 0.5025, u: 0.00008009 },
          { level: 'contained', m: 0.1508, u: 0.0008003 },
          { level: 'close', m: 0.1508, u: 0.0001601 },
          { level: 'overlap', m: 0.1005, u: 0.01009 },
          { level: 'number-one-sided', m: 0.0201, u: 0.0001602 },
          { level: 'form-differs', m: 0.00001145, u: 0.00001619 },
          { level: 'number-differs', m: 0.005025, u: 0.02 },
          { level: 'different', m: 0.05025, u: 0.79 },
        ],
        termFrequency: true,
      },
      {
        comparison: 'address',
        levels: [
          { level: 'same-door', m: 0.1562, u: 0.0001014 },
          { level: 'same-house', m: 0.163, u: 0.0001517 },
          { level: 'same-street', m: 0.1769, u: 0.0002377 },
          { level: 'postcode', m: 0.1558, u: 0.004197 },
          { level: 'near-postcode', m: 0.02404, u: 0.005388 },
          { level: 'city', m: 0.1289, u: 0.01331 },
          { level: 'different', m: 0.035, u: 0.7766 },
        ],
      },
      {
        comparison: 'email',
        levels: [
          { level: 'same', m: 0.75, u: 0.0000505 },
          { level: 'slip', m: 0.0375, u: 0.000002584 },
          { level: 'same-local', m: 0.0375, u: 0.000003792 },
          { level: 'near-local', m: 0.025, u: 0.00003792 },
          { level: 'same-role', m: 0.025, u: 0.003125 },
          { level: 'different', m: 0.125, u: 0.9998 },
        ],
      },
      {
        comparison: 'phone',
        levels: [
          { level: 'same-mobile', m: 0.3165, u: 0.00002682 },
          { level: 'same', m: 0.2532, u: 0.0002085 },
          { level: 'same-landline', m: 0.1899, u: 0.0003276 },
          { level: 'landline-beside-door', m: 0.1899, u: 0.141 },
          { level: 'slip', m: 0.01899, u: 0.00003795 },
          { level: 'different', m: 0.2215, u: 0.9994 },
        ],
      },
      {
        comparison: 'identifier',
        levels: [
          { level: 'same', m: 0.85, u: 3.166e-9 },
          { level: 'same-card', m: 0.3857, u: 0.00003283 },
          { level: 'slip', m: 0.03857, u: 0.00003767 },
          { level: 'two-slips', m: 0.009643, u: 0.001205 },
          { level: 'card-differs', m: 0.02893, u: 0.4 },
          { level: 'unsound-differs', m: 0.02499, u: 0.09995 },
          { level: 'document-differs', m: 0.001562, u: 0.09999 },
          { level: 'different', m: 0.00002441, u: 0.3999 },
        ],
      },
      {
        comparison: 'social',
        levels: [{ level: 'same', m: 0.5, u: 0.00003052 }],
      },
    ],
    thresholds: { link: 0.85, review: 0.0125 },
  },
};
