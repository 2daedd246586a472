import type { Channel } from './consent-event.ts';
import type { ContactCase, ContactDecision, DecisionReason, LawInForce } from './contact-case.ts';
import { type ConsentState, foldConsent, isRefusal } from './fold-consent.ts';
import { concerns, isImplied, meets } from './meets-rule.ts';
import { momentsOfChange } from './moments-of-change.ts';
import { neededAge, saleAge } from './needed-age.ts';
import { ageAt } from './period.ts';
import type { LegalBasis, PurposeKind } from './purpose.ts';
import {
  applicable,
  type ConsentRule,
  isDecisive,
  type Regulation,
  ruleChannels,
} from './regulation.ts';
import { isGeneralConsent, isImpliedConsent, obligationsOf, subjectOf } from './rule-conditions.ts';

export type Verdict = Pick<
  ContactDecision,
  'allowed' | 'basis' | 'reasons' | 'evidence' | 'obligations'
>;

/**
 * Whether a contact is lawful, on what ground, and why.
 *
 * The purpose names the grounds it may stand on; the first that holds decides. Of all laws that apply
 * each must permit it, so the strictest wins. What nobody confirmed (`memory`) decides nothing before
 * it is signed off: where only such rules speak, the house's default holds, which is consent.
 */
export function decideContact(asked: ContactCase, law: LawInForce): ContactDecision {
  const verdict = verdictAt(asked, law);
  const until = momentsOfChange(asked, law).find(
    (at) => verdictAt({ ...asked, at }, law).allowed !== verdict.allowed,
  );
  return {
    ...verdict,
    ...(until !== undefined && { until }),
    edition: { schemaVersion: law.edition.schema_version, asOf: law.edition.as_of },
  };
}

/** The same answer without its reasons and its end: what lenses ask of every customer they show. */
export const isContactAllowed = (asked: ContactCase, law: LawInForce): boolean =>
  verdictAt(asked, law).allowed;

/** The decision without the instant at which it turns, which takes most of the time. */
export function verdictAt(asked: ContactCase, law: LawInForce): Verdict {
  const { purpose, channel, at } = asked;
  if (!purpose.channels.includes(channel)) return refusal([{ code: 'purpose.channel-not-named' }]);
  const state = stateOf(asked);
  const regulations = applicable(law.edition, asked.jurisdictions, law.sectors, at);
  const tried = purpose.legalBases.map((basis) =>
    onGround(basis, { asked, law, state, regulations }),
  );
  const granted = tried.find(({ allowed }) => allowed);
  if (granted !== undefined) return granted;
  return refusal(distinct(tried.flatMap(({ reasons }) => reasons)), state);
}

const stateOf = ({ events, members, purpose, channel, contactPoint, at, knownAt }: ContactCase) =>
  foldConsent(events, members, {
    purpose: purpose.name,
    channel,
    at,
    knownAt,
    ...(contactPoint !== undefined && { contactPoint }),
    ...(purpose.isDoubleOptIn === true && { isDoubleOptIn: true }),
  });

const refusal = (
  reasons: readonly DecisionReason[],
  { eventId }: { eventId?: string } = {},
): Verdict => ({
  allowed: false,
  reasons,
  obligations: [],
  ...(eventId !== undefined && { evidence: eventId }),
});

const distinct = (reasons: readonly DecisionReason[]) => [
  ...new Map(reasons.map((each) => [JSON.stringify(each), each])).values(),
];

interface Matter {
  readonly asked: ContactCase;
  readonly law: LawInForce;
  readonly state: ConsentState;
  readonly regulations: readonly Regulation[];
}

/** Grounds on which somebody may refuse; the others do not ask. */
const isRefusable = (basis: LegalBasis) => basis === 'consent' || basis === 'legitimate-interest';

function onGround(basis: LegalBasis, matter: Matter): Verdict {
  const { state, regulations } = matter;
  const against = objections(basis, matter);
  if (against.length > 0) return refusal(against, state);
  const answers = regulations.flatMap((regulation) => underRegulation(regulation, basis, matter));
  const unmet = answers.filter(({ isMet }) => !isMet).flatMap(({ reasons }) => reasons);
  if (unmet.length > 0) return refusal(distinct(unmet), state);
  const met = distinct(answers.flatMap(({ reasons }) => reasons));
  const isByConsent = basis === 'consent' && state.status === 'given';
  return {
    allowed: true,
    basis,
    reasons: [{ code: isByConsent ? 'consent.given' : `ground.${basis}` }, ...met],
    ...(isByConsent && state.eventId !== undefined && { evidence: state.eventId }),
    obligations: [
      ...new Set(
        answers
          .flatMap(({ rules }) => rules)
          // Who agreed is not written to by the exception.
          .filter(({ model }) => model !== 'soft_opt_in' || state.status !== 'given')
          .flatMap(({ id }) => obligationsOf[id] ?? []),
      ),
    ].toSorted(),
  };
}

/** What stands in the way whatever the laws of the place say. */
function objections(basis: LegalBasis, matter: Matter): readonly DecisionReason[] {
  const { asked, state } = matter;
  const isRestricted = asked.restrictions?.some(
    ({ from, until }) => from <= asked.at && (until === undefined || asked.at < until),
  );
  if (isRestricted === true && basis !== 'legal-obligation') return [{ code: 'restricted' }];
  if (!isRefusable(basis)) return [];
  if (isRefusal(state))
    return [
      { code: `refused.${state.status}${state.isForeign === true ? '.at-contact-point' : ''}` },
    ];
  const isAgreed = state.status === 'given' || isImpliedAnywhere(matter);
  const reasons: readonly DecisionReason[] =
    basis === 'consent'
      ? isAgreed
        ? []
        : [{ code: `consent.${state.status}` }]
      : silences(matter);
  return [...reasons, ...childhood(matter)];
}

const marketing: readonly PurposeKind[] = [
  'direct_marketing',
  'personalised_marketing',
  'affiliate_marketing',
  'charitable_purpose',
  'fundraising',
];
const electronic: readonly Channel[] = ['email', 'sms', 'voice', 'voice-automated', 'push'];

/** An interest of the business carries nothing where no law is known that would say so. */
function silences({ asked, law, state }: Matter): readonly DecisionReason[] {
  if (state.status === 'given') return [];
  const { jurisdictions, purpose, channel, at } = asked;
  const lawsOf = jurisdictions.map((each) => applicable(law.edition, [each], law.sectors, at));
  if (lawsOf.length === 0 || lawsOf.some((laws) => laws.length === 0))
    return [{ code: 'house.jurisdiction-unknown' }];
  if (!electronic.includes(channel) || !purpose.kinds.some((each) => marketing.includes(each)))
    return [];
  const isSpokenOf = (laws: readonly Regulation[]) =>
    laws.some((each) =>
      matching(each, { asked, state }).some((rule) => marketing.some((it) => it === rule.purpose)),
    );
  return lawsOf.every(isSpokenOf) ? [] : [{ code: 'house.no-rule' }];
}

function childhood({ asked, law, state, regulations }: Matter): readonly DecisionReason[] {
  const { birthDate, at, purpose } = asked;
  if (birthDate === undefined) return [];
  const age = ageAt(birthDate, at);
  const needed = neededAge(asked, law, regulations);
  if (age < needed.age && !(state.status === 'given' && state.isParental === true))
    return [{ code: 'child.parental-consent-needed', ...needed.because }];
  if (!purpose.kinds.includes('sale_share') || state.status === 'given') return [];
  const sale = saleAge(law, regulations);
  return age < sale.age ? [{ code: 'child.own-consent-needed', ...sale.because }] : [];
}

interface Answer {
  readonly isMet: boolean;
  readonly reasons: readonly DecisionReason[];
  /** The rules that permitted it. */
  readonly rules: readonly ConsentRule[];
}

/** One law: of its rules about each subject one must hold. */
function underRegulation(
  regulation: Regulation,
  basis: LegalBasis,
  matter: Matter,
): readonly Answer[] {
  const speaking = matching(regulation, matter).filter(
    (rule) => basis === 'consent' || !isGeneralConsent(rule),
  );
  const subjects = [...new Set(speaking.map(subjectOf))];
  return subjects.map((subject) =>
    onSubject(
      speaking.filter((rule) => subjectOf(rule) === subject),
      regulation,
      matter,
    ),
  );
}

/** Where only rules speak that nobody confirmed, the house asks for consent. */
function onSubject(rules: readonly ConsentRule[], regulation: Regulation, matter: Matter): Answer {
  const { asked, law, state } = matter;
  const implied = (rule: ConsentRule) => isGeneralConsent(rule) && isImpliedIn(regulation, matter);
  const decisive = rules.filter((rule) => isDecisive(rule, law.signedOff));
  if (decisive.length === 0)
    return {
      isMet: state.status === 'given' || rules.every(implied),
      reasons: [{ code: 'house.opt-in', regulation: regulation.id }],
      rules: [],
    };
  const met = decisive.filter((rule) => meets(rule, asked, state) || implied(rule));
  const isMet = met.length > 0;
  return {
    isMet,
    reasons: (isMet ? met : decisive).map(({ id, citation }) => ({
      code: isMet ? 'rule.met' : 'rule.not-met',
      regulation: regulation.id,
      rule: id,
      citation,
    })),
    rules: met,
  };
}

function matching(
  { consent_rules }: Regulation,
  { asked, state }: Pick<Matter, 'asked' | 'state'>,
): readonly ConsentRule[] {
  const channels = ruleChannels[asked.channel];
  return consent_rules.filter(
    (rule) =>
      channels.includes(rule.channel) &&
      (rule.purpose === 'any' ||
        (asked.purpose.kinds as readonly string[]).includes(rule.purpose)) &&
      concerns(rule, asked, state),
  );
}

/** Whether a law of the same country implies consent: that is consent, too, for its general rules. */
function isImpliedIn({ jurisdiction }: Regulation, matter: Matter): boolean {
  const countries = new Set(jurisdiction.codes.map(countryOf));
  return matter.regulations
    .filter((other) => other.jurisdiction.codes.some((code) => countries.has(countryOf(code))))
    .some((other) => impliesConsent(other, matter));
}

const isImpliedAnywhere = (matter: Matter): boolean =>
  matter.regulations.some((each) => impliesConsent(each, matter));

const impliesConsent = (regulation: Regulation, matter: Matter): boolean =>
  matching(regulation, matter).some(
    (rule) =>
      isImpliedConsent(rule) &&
      isDecisive(rule, matter.law.signedOff) &&
      isImplied(rule, matter.asked),
  );

const countryOf = (code: string) => code.split('-')[0];
