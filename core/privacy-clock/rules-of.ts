import { applicable, isDecisive } from '#core/consent/regulation';
import type {
  ClockBasis,
  ClockKind,
  ClockLaw,
  ClockRequest,
  ClockRight,
  Clocks,
  HouseTargets,
} from './clock.ts';
import {
  type ClockPeriod,
  type ClockRegulation,
  countsFirstDay,
  extensionReasons,
  isOptOutRequest,
  type OptOutFact,
  optOutFactId,
  pauseWords,
  type RequestFact,
  requestFactId,
  waitsForProof,
} from './clock-facts.ts';
import { type Counting, type Day, holidaysIn } from './counting.ts';
import { type Zones, zonesOf } from './place-zones.ts';

/** Everything that makes one clock run: of a law in one place, or of the house. */
export interface Rule {
  readonly kind: ClockKind;
  readonly basis: ClockBasis;
  readonly decides: boolean;
  readonly rights: readonly ClockRight[];
  readonly period: ClockPeriod;
  readonly extension: {
    readonly period: ClockPeriod;
    /** `null`: in time while the answer is. */
    readonly noticeWithin: ClockPeriod | null;
    /** `null`: any. */
    readonly reasons: readonly string[] | null;
  } | null;
  readonly waitsForProof: boolean;
  /** Reasons of the pauses that count. */
  readonly pausesFor: readonly string[];
  readonly countingOf: (period: ClockPeriod) => Counting;
  readonly zones: Zones;
}

/** A regulation, where it applies: the jurisdiction that brought it, and how it counts there. */
interface LawInPlace {
  readonly regulation: ClockRegulation;
  readonly place: string;
  readonly law: ClockLaw;
}

/** The rules of every law that applies to a request, the house's own, and the laws that give no number. */
export function rulesOf(
  request: ClockRequest,
  law: ClockLaw,
  house: HouseTargets,
): { readonly rules: readonly Rule[]; readonly withoutNumber: Clocks['withoutNumber'] } {
  const laws = [...new Set(request.jurisdictions)].flatMap((place) =>
    lawsIn(place, request, law).map((regulation) => ({ regulation, place, law })),
  );
  const found = laws.flatMap((each) => [
    ...requestRules(request, each),
    ...optOutRules(request, each),
  ]);
  return {
    rules: [...found.filter(isRule), ...houseRules(request, law, house)],
    withoutNumber: found.flatMap((each) => (isRule(each) ? [] : [each])),
  };
}

type Found = Rule | Clocks['withoutNumber'][number];
const isRule = (found: Found): found is Rule => 'period' in found;

function lawsIn(place: string, { receivedAt }: ClockRequest, { edition, sectors }: ClockLaw) {
  const ids = new Set(applicable(edition, [place], sectors, receivedAt).map(({ id }) => id));
  return edition.regulations.filter(({ id }) => ids.has(id));
}

function requestRules(request: ClockRequest, where: LawInPlace): readonly Found[] {
  const { regulation, place } = where;
  return regulation.requests.flatMap((fact) => {
    const rights = request.rights.filter((right) => fact.rights.includes(right));
    const isYounger = (fact.in_force_from ?? '') > request.receivedAt.slice(0, 10);
    if (rights.length === 0 || isYounger) return [];
    const id = requestFactId(regulation.id, fact);
    const rule = (kind: ClockKind, period: ClockPeriod): Rule => ({
      ...lawful(where, id, fact, period),
      kind,
      rights,
    });
    const respondWithin = fact.exceptions_by_state?.[place]?.respond_within ?? fact.respond_within;
    const answers =
      respondWithin === null
        ? [withoutNumber(where, id, fact, fact.note)]
        : rightsThatPauseAlike(rights, fact).map(({ rights: alike, pausesFor }) => ({
            ...rule('answer', respondWithin),
            rights: alike,
            pausesFor,
            waitsForProof: waitsForProof(fact),
            extension: fact.extension && {
              period: fact.extension,
              noticeWithin: fact.extension_notice_within,
              reasons: extensionReasons(fact),
            },
          }));
    return [
      ...(fact.acknowledge_within === null ? [] : [rule('acknowledge', fact.acknowledge_within)]),
      ...answers,
      ...(request.isAbusive === true && fact.refusal_notice_within !== undefined
        ? [{ ...rule('refusal', fact.refusal_notice_within), waitsForProof: waitsForProof(fact) }]
        : []),
    ];
  });
}

/** A pause is for one right alone: what else is asked for has a clock that runs on. */
function rightsThatPauseAlike(
  rights: readonly ClockRight[],
  { clock_pauses_for }: RequestFact,
): readonly Pick<Rule, 'rights' | 'pausesFor'>[] {
  const words = clock_pauses_for.flatMap((word) => pauseWords[word] ?? []);
  const pausesOf = (right: ClockRight) =>
    words.filter((word) => word.right === right).map(({ reason }) => reason);
  const groups = Object.groupBy(rights, (right) => pausesOf(right).join(' '));
  return Object.values(groups).flatMap((alike = []) =>
    alike[0] === undefined ? [] : [{ rights: alike, pausesFor: pausesOf(alike[0]) }],
  );
}

function optOutRules(request: ClockRequest, where: LawInPlace): readonly Found[] {
  const id = optOutFactId(where.regulation.id);
  if (!request.rights.includes('opt-out') || !isOptOutRequest(id)) return [];
  return where.regulation.opt_outs.flatMap((fact): readonly Found[] => {
    if (fact.honour_within === null) return [withoutNumber(where, id, fact, fact.honour_text)];
    const honour: Rule = {
      ...lawful(where, id, fact, fact.honour_within),
      kind: 'opt-out',
      rights: ['opt-out'],
    };
    return fact.confirm_to_subject === true
      ? [honour, { ...honour, kind: 'confirm-opt-out' }]
      : [honour];
  });
}

function withoutNumber(
  { regulation, place }: LawInPlace,
  rule: string,
  { citation }: RequestFact | OptOutFact,
  says: string | undefined,
): Found {
  return { regulation: regulation.id, rule, citation, place, says: says ?? null };
}

/** What all rules of one law share; without extension or pause, from receipt. */
function lawful(
  where: LawInPlace,
  rule: string,
  { citation, check }: RequestFact | OptOutFact,
  period: ClockPeriod,
): Omit<Rule, 'kind' | 'rights'> {
  const { regulation, place, law } = where;
  return {
    basis: {
      isLegal: true,
      regulation: regulation.id,
      rule,
      citation,
      check,
      place,
      counting: countingName(where, period),
    },
    decides: isDecisive({ id: rule, check }, law.signedOff),
    period,
    extension: null,
    waitsForProof: false,
    pausesFor: [],
    countingOf: (counted) => countingOf(where, counted),
    zones: zonesOf(place),
  };
}

/**
 * The counting rule in force: one that nobody confirmed or signed off gives way to `calendar`, and
 * business days to `weekdays`. Both end earlier or at the same time, for they know no holidays.
 */
function countingName({ regulation, law }: LawInPlace, { unit }: ClockPeriod): string {
  const holds = (name: string) => {
    const rule = law.edition.period_rules[name];
    return rule !== undefined && isDecisive({ id: name, check: rule.check }, law.signedOff);
  };
  const { period_rule } = regulation;
  if (unit === 'business_days')
    return period_rule === 'us-days' && holds('us-business-days') ? 'us-business-days' : 'weekdays';
  return holds(period_rule) ? period_rule : 'calendar';
}

function countingOf(where: LawInPlace, period: ClockPeriod): Counting {
  const { place, regulation, law } = where;
  const country = place.split('-')[0] ?? '';
  const inCountry = holidaysIn(law.holidays, country);
  const inPlace = holidaysIn(law.holidays, place);
  const ofPart = [inPlace ?? inCountry];
  const name = countingName(where, period);
  const isMovedToWorkingDay = name === 'eu-1182-71' || name === 'uk-ico-corresponding-date';
  const calendars: Readonly<Record<string, readonly (ReadonlySet<Day> | undefined)[]>> = {
    // The stricter of the federal days and the state's.
    'us-business-days': [inCountry, inPlace],
    'eu-1182-71': ofPart,
    'uk-ico-corresponding-date': ofPart,
  };
  return {
    isFirstDayCounted: countsFirstDay(regulation.id),
    isMovedToWorkingDay,
    calendars: (calendars[name] ?? []).filter((each) => each !== undefined),
  };
}

/** How the house counts: from the day after, and its own holidays are no business days. */
export function houseCounting(
  { holidays }: Pick<ClockLaw, 'holidays'>,
  house: Pick<HouseTargets, 'holidays'>,
): Counting {
  const days = house.holidays === null ? undefined : holidaysIn(holidays, house.holidays);
  return {
    isFirstDayCounted: false,
    isMovedToWorkingDay: false,
    calendars: days === undefined ? [] : [days],
  };
}

function houseRules(request: ClockRequest, law: ClockLaw, house: HouseTargets): readonly Rule[] {
  const counting = houseCounting(law, house);
  const rule = (
    kind: ClockKind,
    target: 'acknowledge' | 'answer' | 'optOut',
    rights: readonly ClockRight[],
  ): Rule => ({
    kind,
    basis: { isLegal: false, target },
    decides: true,
    rights,
    period: house[target],
    extension: null,
    waitsForProof: false,
    pausesFor: [],
    countingOf: () => counting,
    zones: [house.timeZone, house.timeZone],
  });
  const answered = request.rights.filter((right) => right !== 'opt-out');
  const answer = rule('answer', 'answer', answered);
  const { answerExtension } = house;
  return [
    ...(answered.length === 0
      ? []
      : [
          rule('acknowledge', 'acknowledge', answered),
          {
            ...answer,
            extension: answerExtension && {
              period: answerExtension,
              noticeWithin: null,
              reasons: null,
            },
          },
        ]),
    ...(request.rights.includes('opt-out') ? [rule('opt-out', 'optOut', ['opt-out'])] : []),
  ];
}
