import type { ConsentModel, ConsentRule } from './regulation.ts';

/** What a rule's own words say of whom and when it is about, where the data says it in prose only. */
export interface RuleCondition {
  /** From this age on; below that age. */
  readonly fromAge?: number;
  readonly belowAge?: number;
  readonly subscriber?: 'individual' | 'corporate';
  /** After a refusal only. */
  readonly afterRefusal?: true;
}

const conditions: Readonly<Record<string, RuleCondition>> = {
  'ccpa-sale-share-adult': { fromAge: 16 },
  'ccpa-sale-share-13-15': { fromAge: 13, belowAge: 16 },
  'ccpa-sale-share-under-13': { belowAge: 13 },
  'ccpa-optin-after-optout': { afterRefusal: true },
  'coppa-collect': { belowAge: 13 },
  'coppa-third-party': { belowAge: 13 },
  'lgpd-children': { belowAge: 12 },
  'qc-minor': { belowAge: 14 },
  'pipl-minor': { belowAge: 14 },
  'dpdp-child': { belowAge: 18 },
  'pecr-email': { subscriber: 'individual' },
  'pecr-sms': { subscriber: 'individual' },
  'pecr-soft': { subscriber: 'individual' },
  'pecr-charity-soft': { subscriber: 'individual' },
  'pecr-corporate': { subscriber: 'corporate' },
};

export const conditionOf = ({ id }: Pick<ConsentRule, 'id'>): RuleCondition => conditions[id] ?? {};

/** Events that create an implied consent, by rule. */
export const basisEvents: Readonly<Record<string, readonly string[]>> = {
  'casl-implied-purchase': ['purchase'],
  'casl-implied-contract': ['contract-ended'],
  'casl-implied-inquiry': ['inquiry'],
  'casl-implied-nonbusiness': ['donation', 'membership-ended'],
  'casl-implied-published': ['address-published'],
  'casl-implied-disclosed': ['address-disclosed'],
  'tcpa-live-ebr-purchase': ['purchase'],
  'tcpa-live-ebr-inquiry': ['inquiry'],
};

const mandatoryModels: readonly ConsentModel[] = [
  'opt_in_parental',
  'opt_in_separate',
  'best_interest',
  'authorization',
  'prohibited',
];
const mandatoryIds = ['ccpa-optin-after-optout'];

/** Must hold beside whatever else permits; the other rules of one regulation are alternatives. */
export const isMandatory = ({ id, model }: Pick<ConsentRule, 'id' | 'model'>): boolean =>
  mandatoryModels.includes(model) || mandatoryIds.includes(id);

/** The general ask for consent, which is one ground among others: it binds who relies on consent. */
export const isGeneralConsent = ({ channel, purpose, model }: ConsentRule): boolean =>
  channel === 'any' && purpose === 'any' && model === 'opt_in';

/** What a contact under a rule brings with it. */
export const obligationsOf: Readonly<Record<string, readonly string[]>> = {
  'canspam-email': ['unsubscribe-link', 'postal-address', 'identify-as-advertisement'],
  'casl-express': ['unsubscribe-link', 'identify-sender'],
  'eprivacy-soft-optin': ['offer-refusal-in-each-message', 'own-similar-products-only'],
  'pecr-soft': ['offer-refusal-in-each-message', 'own-similar-products-only'],
  'pecr-charity-soft': ['offer-refusal-in-each-message'],
  'tcpa-dnc': ['calling-hours', 'screen-do-not-call-list'],
};
