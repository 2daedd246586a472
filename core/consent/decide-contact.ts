import type { ContactCase, ContactDecision, DecisionReason, LawInForce } from './contact-case.ts';
import { type ConsentState, foldConsent, isRefusal } from './fold-consent.ts';
import { concerns, isImplied, meets } from './meets-rule.ts';
import { momentsOfChange } from './moments-of-change.ts';
import { neededAge } from './needed-age.ts';
import { ageAt } from './period.ts';
import type { LegalBasis } from './purpose.ts';
import {
  applicable,
  type ConsentRule,
  isDecisive,
  type Regulation,
  ruleChannels,
} from './regulation.ts';
import { isGeneralConsent, isMandatory, obligationsOf } from './rule-conditions.ts';

type Verdict = Pick<ContactDecision, 'allowed' | 'basis' | 'reasons' | 'evidence' | 'obligations'>;

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
    (at) =>
      verdictAt({ ...asked, at, knownAt: later(asked.knownAt, at) }, law).allowed !==
      verdict.allowed,
  );
  return {
    ...verdict,
    ...(until !== undefined && { until }),
    edition: { schemaVersion: law.edition.schema_version, asOf: law.edition.as_of },
  };
}

const later = (a: string, b: string) => (a > b ? a : b);

function verdictAt(asked: ContactCase, law: LawInForce): Verdict {
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
  const answers = regulations.map((regulation) => underRegulation(regulation, basis, matter));
  const unmet = answers.filter(({ isMet }) => !isMet).flatMap(({ reasons }) => reasons);
  if (unmet.length > 0) return refusal(unmet, state);
  const met = answers.flatMap(({ reasons }) => reasons);
  const isByConsent = basis === 'consent' && state.status === 'given';
  return {
    allowed: true,
    basis,
    reasons: [{ code: isByConsent ? 'consent.given' : `ground.${basis}` }, ...met],
    ...(isByConsent && state.eventId !== undefined && { evidence: state.eventId }),
    obligations: [
      ...new Set(
        answers.flatMap(({ rules }) => rules.flatMap(({ id }) => obligationsOf[id] ?? [])),
      ),
    ].toSorted(),
  };
}

/** What stands in the way whatever the laws of the place say. */
function objections(basis: LegalBasis, matter: Matter): readonly DecisionReason[] {
  const { asked, state, law, regulations } = matter;
  const isRestricted = asked.restrictions?.some(
    ({ from, until }) => from <= asked.at && (until === undefined || asked.at < until),
  );
  if (isRestricted === true && basis !== 'legal-obligation') return [{ code: 'restricted' }];
  if (!isRefusable(basis)) return [];
  if (isRefusal(state))
    return [
      { code: `refused.${state.status}${state.isForeign === true ? '.at-contact-point' : ''}` },
    ];
  if (asked.jurisdictions.length === 0 && basis !== 'consent')
    return [{ code: 'house.jurisdiction-unknown' }];
  const reasons: DecisionReason[] = [];
  if (basis === 'consent' && state.status !== 'given' && !isImpliedAnywhere(matter))
    reasons.push({ code: `consent.${state.status}` });
  const { birthDate, at } = asked;
  const needed = neededAge(asked, law, regulations);
  if (birthDate !== undefined && ageAt(birthDate, at) < needed.age && state.isParental !== true)
    reasons.push({ code: 'child.parental-consent-needed', ...needed.because });
  return reasons;
}

interface Answer {
  readonly isMet: boolean;
  readonly reasons: readonly DecisionReason[];
  /** The rules that permitted it. */
  readonly rules: readonly ConsentRule[];
}

/**
 * One law: what is mandatory must hold, and of the alternatives one. Where rules speak that nobody
 * confirmed and no confirmed one does, the house asks for consent.
 */
function underRegulation(regulation: Regulation, basis: LegalBasis, matter: Matter): Answer {
  const { asked, law, state } = matter;
  const speaking = matching(regulation, matter).filter(
    (rule) => basis === 'consent' || !isGeneralConsent(rule),
  );
  const decisive = speaking.filter((rule) => isDecisive(rule, law.signedOff));
  const holds = (rule: ConsentRule) =>
    meets(rule, asked, state) || (isGeneralConsent(rule) && isImpliedIn(regulation, matter));
  const told = (rule: ConsentRule, code: string): DecisionReason => ({
    code,
    regulation: regulation.id,
    rule: rule.id,
    citation: rule.citation,
  });

  const broken = decisive.filter((rule) => isMandatory(rule) && !holds(rule));
  if (broken.length > 0)
    return { isMet: false, reasons: broken.map((rule) => told(rule, 'rule.not-met')), rules: [] };
  const alternatives = speaking.filter((rule) => !isMandatory(rule));
  const open = alternatives.filter((rule) => decisive.includes(rule));
  const met = open.filter(holds);
  const mandatory = decisive.filter(isMandatory);
  if (alternatives.length === 0 || met.length > 0) {
    const rules = [...met, ...mandatory];
    return { isMet: true, reasons: rules.map((rule) => told(rule, 'rule.met')), rules };
  }
  if (open.length > 0)
    return { isMet: false, reasons: open.map((rule) => told(rule, 'rule.not-met')), rules: [] };
  const isByHouse =
    state.status === 'given' ||
    (alternatives.every(isGeneralConsent) && isImpliedIn(regulation, matter));
  return {
    isMet: isByHouse,
    reasons: [{ code: 'house.opt-in', regulation: regulation.id }],
    rules: mandatory,
  };
}

function matching({ consent_rules }: Regulation, { asked, state }: Matter): readonly ConsentRule[] {
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
      rule.model === 'implied' &&
      isDecisive(rule, matter.law.signedOff) &&
      isImplied(rule, matter.asked),
  );

const countryOf = (code: string) => code.split('-')[0];
