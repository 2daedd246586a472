/**
 * The rules of docs/consent.md once more, written from that page and from the data's prose, sharing
 * no function with core/consent. It sorts nothing and folds nothing: each question is answered by
 * looking through all entries, and `until` by asking again at every instant that could matter.
 */
import type { ConsentEvent, RelationshipEvent } from '#core/consent/consent-event';
import type { ContactCase, LawInForce } from '#core/consent/contact-case';
import { daysOn, endOf, isLeap, monthsOn, workdaysOn, yearsOld } from './second-calendar.ts';

interface Opinion {
  readonly allowed: boolean;
  readonly basis?: string;
  readonly evidence?: string;
}

/** What the customer comes to having said. */
type Word =
  | { readonly says: 'silent' }
  | { readonly says: 'no'; readonly at: string }
  | {
      readonly says: 'yes';
      readonly id: string;
      readonly at: string;
      readonly forms: readonly string[];
      readonly ends: string | undefined;
      readonly isParents: boolean;
      readonly isConfirmed: boolean;
      readonly isAfterNo: boolean;
    };

// --- What was said ---------------------------------------------------------------------------

const meaning = ({ kind, status }: ConsentEvent) => (kind === 'imported' ? status : kind) ?? '';
const strength: Record<string, number> = {
  given: 0,
  parental: 0,
  confirmed: 1,
  expired: 2,
  denied: 3,
  withdrawn: 4,
  objected: 5,
};
const place = (event: ConsentEvent) =>
  `${event.at} ${strength[meaning(event)] ?? 5} ${event.eventId}`;
const isNo = (event: ConsentEvent) => (strength[meaning(event)] ?? 0) >= 3;

function latest<T>(all: readonly T[], by: (each: T) => string): T | undefined {
  let best: T | undefined;
  for (const each of all) if (best === undefined || by(each) > by(best)) best = each;
  return best;
}

/** An act by which a yes came to hold: in one step itself, in two the confirmation of one. */
interface Yes {
  readonly from: string;
  readonly act: ConsentEvent;
  readonly isConfirmed: boolean;
}

function yesesIn(entries: readonly ConsentEvent[], isInTwoSteps: boolean): readonly Yes[] {
  const parents = entries.filter((each) => meaning(each) === 'parental');
  const acts = entries.filter((each) => meaning(each) === 'given');
  const direct = isInTwoSteps ? parents : [...parents, ...acts];
  const yeses: Yes[] = direct.map((act) => ({ from: place(act), act, isConfirmed: false }));
  if (!isInTwoSteps) return yeses;
  for (const confirmation of entries.filter((each) => meaning(each) === 'confirmed')) {
    const until = place(confirmation);
    const act = latest(
      acts.filter((each) => place(each) < until),
      place,
    );
    if (act === undefined || (act.expiresAt !== undefined && act.expiresAt <= confirmation.at))
      continue;
    const isBroken = entries.some(
      (each) =>
        place(each) > place(act) &&
        place(each) < until &&
        (isNo(each) || meaning(each) === 'expired' || meaning(each) === 'parental'),
    );
    if (!isBroken) yeses.push({ from: until, act, isConfirmed: true });
  }
  return yeses;
}

function wordIn(entries: readonly ConsentEvent[], at: string, isInTwoSteps: boolean): Word {
  const no = latest(entries.filter(isNo), place);
  const yes = latest(yesesIn(entries, isInTwoSteps), ({ from }) => from);
  const refused: Word = no === undefined ? { says: 'silent' } : { says: 'no', at: no.at };
  if (yes === undefined || (no !== undefined && place(no) > yes.from)) return refused;
  const { act, from } = yes;
  const isOver =
    (act.expiresAt !== undefined && act.expiresAt <= at) ||
    entries.some((each) => meaning(each) === 'expired' && place(each) > from);
  if (isOver) return refused;
  return {
    says: 'yes',
    id: act.eventId,
    at: act.at,
    forms: act.forms ?? [],
    ends: act.expiresAt,
    isParents: meaning(act) === 'parental',
    isConfirmed:
      yes.isConfirmed ||
      entries.some(
        (each) =>
          meaning(each) === 'confirmed' &&
          place(each) > from &&
          (act.expiresAt === undefined || each.at < act.expiresAt),
      ),
    isAfterNo: no !== undefined,
  };
}

function wordOf(asked: ContactCase): Word {
  const { purpose, channel, contactPoint, at, knownAt, members } = asked;
  const isKnown = (each: ConsentEvent) => each.recordedAt <= knownAt;
  const mistakes = asked.events
    .filter((each) => each.kind === 'corrected' && isKnown(each))
    .map(({ corrects, customerId }) => `${customerId} ${corrects}`);
  const counts = asked.events.filter(
    (each) =>
      isKnown(each) &&
      each.kind !== 'corrected' &&
      !mistakes.includes(`${each.customerId} ${each.eventId}`) &&
      each.at <= at &&
      each.purpose === purpose.name &&
      each.channels.some((it) => it === channel) &&
      (each.contactPoint ?? contactPoint) === contactPoint,
  );
  const isInTwoSteps = purpose.isDoubleOptIn ?? false;
  const ours = counts.filter(({ customerId }) => members.includes(customerId));
  const words = members.map((member) =>
    wordIn(
      ours.filter((each) => [each.customerId, ...(each.decidedFor ?? [])].includes(member)),
      at,
      isInTwoSteps,
    ),
  );
  if (contactPoint !== undefined) {
    const here = counts.filter((each) => each.contactPoint === contactPoint);
    const proofs = here.filter(
      (each) => each.kind === 'confirmed' && members.includes(each.customerId),
    );
    for (const { customerId: other } of here) {
      if (members.includes(other)) continue;
      const word = wordIn(
        here.filter(({ customerId }) => customerId === other),
        at,
        isInTwoSteps,
      );
      if (word.says === 'no' && !proofs.some((proof) => proof.at > word.at)) words.push(word);
    }
  }
  const no = words.find(({ says }) => says === 'no');
  if (no !== undefined) return no;
  const yeses = words.flatMap((word) => (word.says === 'yes' ? [word] : []));
  const yes = latest(yeses, (each) => `${each.at} ${each.id}`);
  return yes === undefined
    ? { says: 'silent' }
    : {
        ...yes,
        isConfirmed: yeses.every(({ id, isConfirmed }) => id !== yes.id || isConfirmed),
        isAfterNo: yeses.some(({ isAfterNo }) => isAfterNo),
      };
}

// --- The law ---------------------------------------------------------------------------------

type Edition = LawInForce['edition'];
type Rule = Edition['regulations'][number]['consent_rules'][number];

const outsideTheUnion = ['IS', 'LI', 'NO'];

function binds(code: string, jurisdiction: string, edition: Edition): boolean {
  if (code === jurisdiction || code === jurisdiction.split('-')[0]) return true;
  const country = jurisdiction.slice(0, 2);
  if (code === 'US-FED') return country === 'US';
  const isState = country in edition.eu_child_ages.values;
  if (code === 'EEA') return isState || jurisdiction === 'EU';
  if (code === 'EU') return isState && !outsideTheUnion.includes(country);
  return false;
}

const sectorLaws: Record<string, string> = {
  'us-glba': 'finance',
  'us-hipaa': 'health',
  'us-privacy-act-1974': 'federal',
  'us-ca-delete-act': 'data-broker',
};

function lawsOf(jurisdictions: readonly string[], day: string, { edition, sectors }: LawInForce) {
  return edition.regulations.filter((law) => {
    const sector = sectorLaws[law.id];
    return (
      law.jurisdiction.codes.some((code) => jurisdictions.some((it) => binds(code, it, edition))) &&
      (sector === undefined || sectors.some((each) => each === sector)) &&
      day >= law.in_force.from &&
      (law.in_force.until === null || day <= law.in_force.until)
    );
  });
}

/** What the prose of the data says of whom a rule is about: [from age, below age]. */
const agesOfRules: Record<string, readonly [number, number]> = {
  'ccpa-sale-share-adult': [16, 999],
  'ccpa-sale-share-13-15': [13, 16],
  'ccpa-sale-share-under-13': [0, 13],
  'coppa-collect': [0, 13],
  'coppa-third-party': [0, 13],
  'lgpd-children': [0, 12],
  'qc-minor': [0, 14],
  'pipl-minor': [0, 14],
  'dpdp-child': [0, 18],
};
const ofPeople = ['pecr-email', 'pecr-sms', 'pecr-soft', 'pecr-charity-soft'];
const happenings: Record<string, string> = {
  'casl-implied-purchase': 'purchase',
  'casl-implied-contract': 'contract-ended',
  'casl-implied-inquiry': 'inquiry',
  'casl-implied-nonbusiness': 'donation membership-ended',
  'casl-implied-published': 'address-published',
  'casl-implied-disclosed': 'address-disclosed',
  'tcpa-live-ebr-purchase': 'purchase',
  'tcpa-live-ebr-inquiry': 'inquiry',
  'eprivacy-soft-optin': 'purchase',
  'pecr-soft': 'purchase',
  'pecr-charity-soft': 'donation inquiry',
};
const channelNames: Record<string, string> = {
  email: 'email electronic_message any',
  sms: 'sms electronic_message any',
  push: 'electronic_message any',
  voice: 'voice_live any',
  'voice-automated': 'voice_auto any',
  post: 'postal any',
};
const alone = 'opt_in_explicit opt_in_written opt_in_parental opt_in_separate best_interest';
const isAlone = ({ id, model }: Rule) =>
  `${alone} authorization prohibited`.split(' ').includes(model) ||
  id === 'ccpa-optin-after-optout';

interface Desk {
  readonly asked: ContactCase;
  readonly law: LawInForce;
  readonly word: Word;
  readonly day: string;
  readonly age: number | undefined;
  readonly laws: Edition['regulations'];
}

function isAbout(rule: Rule, { asked, word, day, age }: Desk): boolean {
  if (!(channelNames[asked.channel] ?? 'any').split(' ').includes(rule.channel)) return false;
  if (rule.purpose !== 'any' && !asked.purpose.kinds.some((it) => it === rule.purpose))
    return false;
  const [from, below] = agesOfRules[rule.id] ?? [0, 999];
  if (age === undefined ? below < 999 : age < from || age >= below) return false;
  if (ofPeople.includes(rule.id) && asked.subscriber === 'corporate') return false;
  if (rule.id === 'pecr-corporate' && asked.subscriber !== 'corporate') return false;
  if (rule.id === 'pecr-charity-soft' && day < '2026-03-01') return false;
  return rule.id !== 'ccpa-optin-after-optout' || (word.says === 'yes' && word.isAfterNo);
}

const happened = ({ asked }: Desk, rule: Rule): readonly RelationshipEvent[] =>
  asked.relationships.filter(
    (each) =>
      asked.members.includes(each.customerId) &&
      each.at <= asked.at &&
      each.recordedAt <= asked.knownAt &&
      (happenings[rule.id] ?? '').split(' ').includes(each.kind),
  );

function isWithinWindow(desk: Desk, rule: Rule): boolean {
  const { asked, law } = desk;
  const local = (rule.state_overrides ?? []).filter(({ codes }) =>
    codes.some((code) => asked.jurisdictions.some((it) => binds(code, it, law.edition))),
  );
  if (local.some(({ available }) => available === false)) return false;
  const lengthsOf = [rule, ...local].flatMap(({ expires_after }) => expires_after ?? []);
  return happened(desk, rule).some((event) =>
    lengthsOf.every((length) => asked.at < endOf(event.at, length)),
  );
}

function isKept(rule: Rule, desk: Desk): boolean {
  const { word, asked } = desk;
  const isQuiet = word.says === 'silent';
  if (rule.model === 'notice_only') return true;
  if (rule.model === 'prohibited') return false;
  if (word.says === 'yes') {
    const has = (...forms: string[]) => forms.some((form) => word.forms.includes(form));
    switch (rule.model) {
      case 'opt_in_explicit':
        return has('explicit', 'separate', 'written');
      case 'opt_in_separate':
        return has('separate');
      case 'opt_in_written':
        return has('written');
      case 'authorization':
        return has('written') && word.ends !== undefined;
      case 'opt_in_two_step':
        return word.isConfirmed;
      case 'opt_in_parental':
      case 'best_interest':
        return word.isParents;
      default:
        return rule.id !== 'ccpa-sale-share-13-15' || word.isConfirmed;
    }
  }
  switch (rule.model) {
    case 'implied':
      return isQuiet && isWithinWindow(desk, rule);
    case 'soft_opt_in':
      return isQuiet && happened(desk, rule).some(({ refusalOffered }) => refusalOffered);
    case 'opt_out':
      return isQuiet && !(asked.isOnDoNotCallList && /^(tcpa-dnc|pecr-live-call)$/.test(rule.id));
    default:
      return false;
  }
}

const isSure = (id: string, check: string, { law }: Desk) =>
  check === 'text' || check === 'secondary' || law.signedOff.has(id);

const isGeneral = ({ channel, purpose, model }: Rule) =>
  `${channel} ${purpose} ${model}` === 'any any opt_in';

const countriesOf = (codes: readonly string[]) => codes.map((code) => code.slice(0, 2));

/** A law of these countries takes what happened for consent. */
const isImplied = (desk: Desk, countries?: readonly string[]) =>
  desk.laws.some(
    ({ id, jurisdiction, consent_rules }) =>
      id !== 'us-tcpa' &&
      (countries === undefined ||
        countriesOf(jurisdiction.codes).some((each) => countries.includes(each))) &&
      consent_rules.some(
        (rule) =>
          rule.model === 'implied' &&
          isAbout(rule, desk) &&
          isSure(rule.id, rule.check, desk) &&
          isWithinWindow(desk, rule),
      ),
  );

function permits(law: Edition['regulations'][number], basis: string, desk: Desk): boolean {
  const rules = law.consent_rules.filter(
    (rule) => isAbout(rule, desk) && (basis === 'consent' || !isGeneral(rule)),
  );
  const subjects: Record<string, Rule[]> = {};
  for (const rule of rules) {
    const topic = rule.purpose.replace('charitable_purpose', 'direct_marketing');
    const subject = isAlone(rule) ? rule.id : topic;
    subjects[subject] = [...(subjects[subject] ?? []), rule];
  }
  return Object.values(subjects).every((those) => {
    const isImpliedHere =
      those.every(isGeneral) && isImplied(desk, countriesOf(law.jurisdiction.codes));
    const sure = those.filter(({ id, check }) => isSure(id, check, desk));
    if (isImpliedHere) return true;
    return sure.length === 0 ? desk.word.says === 'yes' : sure.some((rule) => isKept(rule, desk));
  });
}

// --- Children, and places that are silent ----------------------------------------------------

function isOldEnough(desk: Desk): boolean {
  const { asked, age, laws, word, law } = desk;
  if (age === undefined) return true;
  const isParents = word.says === 'yes' && word.isParents;
  let parentsBelow = 13;
  let ownYesBelow = 0;
  for (const { id, age: facts } of laws)
    for (const { threshold, scope, check } of facts) {
      const isOfSale = scope.includes('sale');
      if (!isSure(isOfSale ? `${id}-sale-age` : `${id}-age`, check, desk)) continue;
      if (isOfSale) ownYesBelow = Math.max(ownYesBelow, threshold);
      else if (id !== 'eu-gdpr') parentsBelow = Math.max(parentsBelow, threshold);
      else
        for (const place of asked.jurisdictions.filter((it) => binds('EEA', it, law.edition))) {
          const state = law.edition.eu_child_ages.values[place.slice(0, 2)];
          const isConfirmed =
            state !== undefined && isSure(`eu-child-age-${place.slice(0, 2)}`, state.check, desk);
          parentsBelow = Math.max(parentsBelow, isConfirmed ? state.age : threshold);
        }
    }
  if (age < parentsBelow && !isParents) return false;
  return !asked.purpose.kinds.includes('sale_share') || age >= ownYesBelow || word.says === 'yes';
}

const marketing =
  'direct_marketing personalised_marketing affiliate_marketing charitable_purpose fundraising'.split(
    ' ',
  );
const overWires = 'email sms voice voice-automated push'.split(' ');

function hasKnownGround(desk: Desk): boolean {
  const { asked, law, word, day } = desk;
  if (word.says === 'yes') return true;
  const needsRule =
    overWires.includes(asked.channel) &&
    asked.purpose.kinds.some((each) => marketing.includes(each));
  return (
    asked.jurisdictions.length > 0 &&
    asked.jurisdictions.every((place) => {
      const laws = lawsOf([place], day, law);
      const rules = laws.flatMap(({ consent_rules }) => consent_rules);
      return (
        laws.length > 0 &&
        (!needsRule || rules.some((it) => marketing.includes(it.purpose) && isAbout(it, desk)))
      );
    })
  );
}

// --- The answer ------------------------------------------------------------------------------

export function secondOpinion(asked: ContactCase, law: LawInForce): Opinion {
  const { purpose, channel, at, birthDate } = asked;
  if (!purpose.channels.includes(channel)) return { allowed: false };
  const day = at.slice(0, 10);
  const word = wordOf(asked);
  const age = birthDate === undefined ? undefined : yearsOld(birthDate, day);
  const laws = lawsOf(asked.jurisdictions, day, law);
  const desk: Desk = { asked, law, word, day, age, laws };
  const isRestricted = (asked.restrictions ?? []).some(
    ({ from, until }) => !(at < from) && !(until !== undefined && at >= until),
  );
  const basis = purpose.legalBases.find((each) => {
    if (isRestricted && each !== 'legal-obligation') return false;
    if (each === 'consent' || each === 'legitimate-interest') {
      if (word.says === 'no' || !isOldEnough(desk)) return false;
      const stands =
        each === 'consent' ? word.says === 'yes' || isImplied(desk) : hasKnownGround(desk);
      if (!stands) return false;
    }
    return laws.every((it) => permits(it, each, desk));
  });
  if (basis === undefined) return { allowed: false };
  return {
    allowed: true,
    basis,
    ...(basis === 'consent' && word.says === 'yes' && { evidence: word.id }),
  };
}

/** The first instant after `at` with another answer, among all that could bring one. */
export function secondUntil(asked: ContactCase, law: LawInForce): string | undefined {
  const { allowed } = secondOpinion(asked, law);
  const midnight = (day: string) => `${day}T00:00:00.000Z`;
  const instants = new Set([midnight('2026-03-01')]);
  for (const event of asked.events) instants.add(event.at).add(event.expiresAt ?? event.at);
  for (const { from, until } of asked.restrictions ?? []) instants.add(from).add(until ?? from);
  for (const { in_force } of law.edition.regulations) instants.add(midnight(in_force.from));
  for (const { at } of asked.relationships) {
    instants.add(at).add(daysOn(at, 30)).add(workdaysOn(at, 30));
    for (const months of [3, 6, 12, 18, 24]) instants.add(monthsOn(at, months));
  }
  const { birthDate } = asked;
  if (birthDate !== undefined)
    for (let years = 10; years < 20; years += 1) {
      const year = Number(birthDate.slice(0, 4)) + years;
      const isMissing = birthDate.endsWith('-02-29') && !isLeap(year);
      instants.add(midnight(isMissing ? `${year}-03-01` : `${year}${birthDate.slice(4)}`));
    }
  let first: string | undefined;
  for (const at of instants)
    if (at > asked.at && (first === undefined || at < first))
      if (secondOpinion({ ...asked, at }, law).allowed !== allowed) first = at;
  return first;
}
