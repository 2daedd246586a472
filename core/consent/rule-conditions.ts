import type { ConsentModel, ConsentRule } from './regulation.ts';

/** What a rule's own words say of whom and when it is about, where the data says it in prose only. */
export interface RuleCondition {
  /** From this age on; below that age. */
  readonly fromAge?: number;
  readonly belowAge?: number;
  readonly subscriber?: 'individual' | 'corporate';
  /** After a refusal only. */
  readonly afterRefusal?: true;
  /** From this day on (`YYYY-MM-DD`), where a rule is younger than its law. */
  readonly from?: string;
  /** What is given must be confirmed. */
  readonly isTwoStep?: true;
}

const conditions: Readonly<Record<string, RuleCondition>> = {
  'ccpa-sale-share-adult': { fromAge: 16 },
  'ccpa-sale-share-13-15': { fromAge: 13, belowAge: 16, isTwoStep: true },
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
  // The fact names February 2026 alone: this is the first day on which it is sure.
  'pecr-charity-soft': { subscriber: 'individual', from: '2026-03-01' },
  'pecr-corporate': { subscriber: 'corporate' },
};

export const conditionOf = ({ id }: Pick<ConsentRule, 'id'>): RuleCondition => conditions[id] ?? {};

/** Events that create an implied consent or a soft opt-in, by rule. */
export const basisEvents: Readonly<Record<string, readonly string[]>> = {
  'casl-implied-purchase': ['purchase'],
  'casl-implied-contract': ['contract-ended'],
  'casl-implied-inquiry': ['inquiry'],
  'casl-implied-nonbusiness': ['donation', 'membership-ended'],
  'casl-implied-published': ['address-published'],
  'casl-implied-disclosed': ['address-disclosed'],
  'eprivacy-soft-optin': ['purchase'],
  'pecr-soft': ['purchase'],
  'pecr-charity-soft': ['donation', 'inquiry'],
  'tcpa-live-ebr-purchase': ['purchase'],
  'tcpa-live-ebr-inquiry': ['inquiry'],
};

/** They free a call from the do-not-call list; they are no consent. 47 CFR 64.1200(f)(5) */
const exemptions = ['tcpa-live-ebr-purchase', 'tcpa-live-ebr-inquiry'];

/** Whether what happened counts as consent itself. */
export const isImpliedConsent = ({ id, model }: Pick<ConsentRule, 'id' | 'model'>): boolean =>
  model === 'implied' && !exemptions.includes(id);

/** Opt-outs that a national do-not-call list brings with it. */
export const heedsDoNotCallList = ({ id }: Pick<ConsentRule, 'id'>): boolean =>
  id === 'tcpa-dnc' || id === 'pecr-live-call';

const mandatoryModels: readonly ConsentModel[] = [
  'opt_in_explicit',
  'opt_in_written',
  'opt_in_parental',
  'opt_in_separate',
  'best_interest',
  'authorization',
  'prohibited',
];
const mandatoryIds = ['ccpa-optin-after-optout'];

/** Must hold beside whatever else permits. */
const isMandatory = ({ id, model }: Pick<ConsentRule, 'id' | 'model'>): boolean =>
  mandatoryModels.includes(model) || mandatoryIds.includes(id);

/** What a rule is about: of the rules of one law about one thing, one must hold. */
export const subjectOf = (rule: ConsentRule): string => {
  if (isMandatory(rule)) return rule.id;
  // A charity's own soft opt-in is an exception to the consent that marketing needs.
  return rule.purpose === 'charitable_purpose' ? 'direct_marketing' : rule.purpose;
};

/** The general ask for consent, which is one ground among others: it binds who relies on consent. */
export const isGeneralConsent = ({ channel, purpose, model }: ConsentRule): boolean =>
  channel === 'any' && purpose === 'any' && model === 'opt_in';

/** What a contact under a rule brings with it. */
export const obligationsOf: Readonly<Record<string, readonly string[]>> = {
  'canspam-email': ['unsubscribe-link', 'postal-address', 'identify-as-advertisement'],
  ...Object.fromEntries(
    [
      'casl-express',
      'casl-implied-purchase',
      'casl-implied-contract',
      'casl-implied-inquiry',
      'casl-implied-nonbusiness',
      'casl-implied-published',
      'casl-implied-disclosed',
    ].map((id) => [id, ['unsubscribe-link', 'identify-sender']]),
  ),
  'eprivacy-soft-optin': ['offer-refusal-in-each-message', 'own-similar-products-only'],
  'pecr-soft': ['offer-refusal-in-each-message', 'own-similar-products-only'],
  'pecr-charity-soft': ['offer-refusal-in-each-message'],
  'tcpa-live-ebr-purchase': ['calling-hours'],
  'tcpa-live-ebr-inquiry': ['calling-hours'],
  'tcpa-dnc': ['calling-hours', 'screen-do-not-call-list'],
};
