import type { CustomerKind } from '#core/schema/customer-schema';

type Shares = Readonly<Record<string, Readonly<Record<string, number>>>>;

const contacts: Shares = {
  identifier: {
    same: 0.85,
    'same-card': 0.8,
    slip: 0.08,
    'two-slips': 0.02,
    'card-differs': 0.06,
    'unsound-differs': 0.25,
    'document-differs': 0.014,
    different: 5.5e-5,
  },
  email: {
    same: 0.6,
    slip: 0.03,
    'same-local': 0.03,
    'near-local': 0.02,
    'same-role': 0.02,
    different: 0.1,
  },
  phone: { 'same-mobile': 0.5, same: 0.4, 'same-landline': 0.3, slip: 0.03, different: 0.35 },
};

/**
 * Levels of two records of one customer, as far as they tell who it is: what is believed before any
 * data is seen. Shares of a comparison are scaled to one; a level that stands nowhere is rare. The
 * models of real time are learned from here (scripts/train-default-models.ts), so they cannot be it.
 */
export const matchPrior: Readonly<Record<CustomerKind, Shares>> = {
  person: {
    name: {
      same: 0.6,
      nickname: 0.04,
      close: 0.1,
      'double-family': 0.02,
      swapped: 0.02,
      'close-both': 0.02,
      'named-by-mailbox': 0.01,
      'given-sibling': 0.01,
      initial: 0.06,
      'initial-close': 0.01,
      'family-changed': 0.02,
      'family-only': 0.04,
      'given-only': 0.01,
      'family-differs': 0.04,
      'family-differs-given-close': 0.005,
      'family-changed-initial': 0.005,
      'given-vague': 0.02,
      'family-differs-initial': 0.01,
      'family-differs-alone': 0.0035,
      'given-differs': 5.4e-8,
      different: 5.4e-8,
    },
    middleName: { same: 0.5, initial: 0.4, different: 0.06 },
    birthDate: {
      same: 0.9,
      swapped: 0.01,
      slip: 0.03,
      'decade-slip': 0.005,
      'one-part-differs': 0.01,
      'two-slips': 0.01,
      different: 3.4e-6,
    },
    generation: { same: 0.97, 'one-sided': 0.056, different: 8.6e-7 },
    gender: { same: 0.98, different: 0.004 },
    ...contacts,
  },
  organisation: {
    organisationName: {
      same: 0.5,
      contained: 0.15,
      close: 0.15,
      overlap: 0.1,
      'number-one-sided': 0.02,
      'form-differs': 0.02,
      'number-differs': 0.005,
      different: 0.05,
    },
    ...contacts,
  },
};
