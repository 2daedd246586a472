import type { Period } from '#core/consent/period';
import type { Check, Regulation } from '#core/consent/regulation';

/** Clocks end with a day, so none is counted in hours. */
export interface ClockPeriod extends Period {
  readonly unit: 'calendar_days' | 'business_days' | 'months' | 'years';
}

/** How fast requests for some rights must be answered: a row of a regulation's `requests`. */
export interface RequestFact {
  readonly rights: readonly string[];
  readonly acknowledge_within: ClockPeriod | null;
  readonly respond_within: ClockPeriod | null;
  readonly extension: ClockPeriod | null;
  readonly extension_notice_within: ClockPeriod | null;
  readonly extension_reason?: readonly string[];
  readonly refusal_notice_within?: ClockPeriod;
  readonly clock_starts: string;
  readonly clock_pauses_for: readonly string[];
  readonly exceptions_by_state?: Readonly<Record<string, { readonly respond_within: ClockPeriod }>>;
  readonly in_force_from?: string;
  readonly note?: string;
  readonly citation: string;
  readonly check: Check;
}

/** How fast an opt-out must be honoured: a row of a regulation's `opt_outs`. */
export interface OptOutFact {
  readonly scope: string;
  readonly honour_within: ClockPeriod | null;
  readonly honour_text?: string;
  readonly confirm_to_subject?: boolean;
  readonly citation: string;
  readonly check: Check;
}

export interface ClockRegulation extends Regulation {
  readonly period_rule: string;
  readonly requests: readonly RequestFact[];
  readonly opt_outs: readonly OptOutFact[];
}

/** What clocks read of data/regulations.json. */
export interface ClockEdition {
  readonly schema_version: string;
  readonly as_of: string;
  readonly period_rules: Readonly<Record<string, { readonly text: string; readonly check: Check }>>;
  readonly regulations: readonly ClockRegulation[];
}

/** Under which id an operator signs off such a fact: `us-hipaa-request-access`, `ca-casl-opt-out`. */
export const requestFactId = (regulation: string, { rights }: Pick<RequestFact, 'rights'>) =>
  `${regulation}-request-${rights[0]?.replaceAll('_', '-')}`;
export const optOutFactId = (regulation: string) => `${regulation}-opt-out`;

export interface ClockFact {
  /** Under which it is signed off. */
  readonly id: string;
  /** `null`: a counting rule, which several share. */
  readonly regulation: string | null;
  readonly citation: string;
  readonly check: Check;
}

/** Every fact that a clock may rest on, counting rules first. */
export const clockFacts = ({ period_rules, regulations }: ClockEdition): readonly ClockFact[] => [
  ...Object.entries(period_rules).map(([id, { text, check }]) => ({
    id,
    regulation: null,
    citation: text,
    check,
  })),
  ...regulations.flatMap(({ id: regulation, requests, opt_outs }) => [
    ...requests.map((fact) => ({
      id: requestFactId(regulation, fact),
      ...cited(regulation, fact),
    })),
    ...opt_outs.map((fact) => ({ id: optOutFactId(regulation), ...cited(regulation, fact) })),
  ]),
];
const cited = (regulation: string, { citation, check }: RequestFact | OptOutFact) => ({
  regulation,
  citation,
  check,
});

/**
 * Opt-outs that are not a person's request to this business: a registration with the national list
 * of telephone numbers, and a deletion nobody could verify, which `us-ca-delete-act-request-erasure` times.
 */
const otherOptOuts: readonly string[] = ['uk-pecr-opt-out', 'us-ca-delete-act-opt-out'];
export const isOptOutRequest = (id: string): boolean => !otherOptOuts.includes(id);

/** The clock starts when what was asked of the person has come, and not with the request. */
export const waitsForProof = ({ clock_starts }: Pick<RequestFact, 'clock_starts'>): boolean =>
  clock_starts.startsWith('latest of: receipt, identity proof');

/** Which pauses a word of `clock_pauses_for` allows, and for which right alone. A word not here allows none. */
export const pauseWords: Readonly<
  Record<string, { readonly reason: string; readonly right: string }>
> = { clarification_reasonably_required_for_access: { reason: 'clarification', right: 'access' } };

/** Reasons that a law names by a code; where it names none by a code, the steward's word stands. */
const reasonCodes: readonly string[] = ['complexity', 'number_of_requests'];
export function extensionReasons({
  extension_reason = [],
}: Pick<RequestFact, 'extension_reason'>): readonly string[] | null {
  const codes = extension_reason.filter((each) => reasonCodes.includes(each));
  return codes.length === 0 ? null : codes;
}

/** "The 45 days begin on the day the request is received", 11 CCR 7021(b): that day is the first. */
export const countsFirstDay = (regulation: string): boolean => regulation === 'us-ca-ccpa';
