import { compareText, type Instant } from '#core/kernel/types';
import type { Clock, ClockLaw, ClockRequest, Clocks, HouseTargets } from './clock.ts';
import type { ClockPeriod } from './clock-facts.ts';
import { lastDay } from './counting.ts';
import { dayIn, endOfDay } from './local-day.ts';
import { houseCounting, rulesOf } from './rules-of.ts';
import { runRule } from './run-rule.ts';

/**
 * Every clock that runs for a request, each with its law, and the ones that bind: where several laws
 * apply the earliest due date holds. A fact that nobody confirmed is shown with what it would ask for and
 * decides nothing before it is signed off; the house's targets hold always. Same input, same output:
 * nothing here knows what time it is. How days are counted: docs/privacy-clocks.md.
 *
 * ```ts
 * const { binding, next } = clocksOf(
 *   { rights: ['access'], jurisdictions: ['US-CA'], receivedAt: '2026-01-05T17:00:00.000Z' },
 *   { edition, signedOff: new Set(), sectors: [], holidays },
 *   defaultHouseTargets,
 * );
 * next; // { kind: 'acknowledge', dueAt: '2026-01-08T23:59:59.999Z', basis: { isLegal: false, … }, … }
 * ```
 */
export function clocksOf(request: ClockRequest, law: ClockLaw, house: HouseTargets): Clocks {
  const { rules, withoutNumber } = rulesOf(request, law, house);
  const own = rules.map((rule) => runRule(rule, request));
  const answerBy = answerDue({ binding: bindingOf(own) });
  const tasks = Object.entries(request.orders ?? {}).map(([spoke, { sentAt, doneAt }]): Clock => {
    const dueAt = houseEnd(sentAt, house.task, law, house);
    return {
      kind: 'task',
      basis: { isLegal: false, target: 'task' },
      rights: request.rights,
      decides: true,
      startsAt: sentAt,
      dueAt: answerBy !== undefined && answerBy < dueAt ? answerBy : dueAt,
      pausedDays: 0,
      isExtended: false,
      extension: null,
      spoke,
      ...(doneAt !== undefined && { doneAt }),
    };
  });
  const clocks = [...own, ...tasks].toSorted(inOrder);
  const binding = bindingOf(clocks);
  return {
    clocks,
    binding,
    next: binding.find(({ dueAt, doneAt }) => dueAt !== null && doneAt === undefined) ?? null,
    withoutNumber,
    edition: { schemaVersion: law.edition.schema_version, asOf: law.edition.as_of },
  };
}

/** By when the person must have an answer, as of now; `undefined` while every clock of it waits. */
export const answerDue = ({ binding }: Pick<Clocks, 'binding'>): Instant | undefined =>
  binding.find(({ kind }) => kind === 'answer' || kind === 'opt-out')?.dueAt ?? undefined;

/** The last millisecond of a period of the house's, from a moment on. */
export function houseEnd(
  from: Instant,
  period: ClockPeriod,
  law: Pick<ClockLaw, 'holidays'>,
  house: HouseTargets,
): Instant {
  const { timeZone } = house;
  const day = lastDay(dayIn(timeZone, from), [period], 0, houseCounting(law, house));
  return endOfDay(timeZone, day);
}

/** The first of each kind and spoke, in order of due dates. */
function bindingOf(clocks: readonly Clock[]): readonly Clock[] {
  const seen = new Set<string>();
  return clocks.toSorted(inOrder).filter(({ decides, kind, spoke = '' }) => {
    const key = `${kind} ${spoke}`;
    if (!decides || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** By due date, those that wait last; of one moment the law's before the house's. */
const inOrder = (a: Clock, b: Clock): number => compareText(orderKey(a), orderKey(b));
const orderKey = ({ dueAt, basis, kind, spoke = '', rights }: Clock): string =>
  [
    dueAt ?? '~',
    basis.isLegal ? `0 ${basis.regulation} ${basis.rule} ${basis.place}` : '1',
    kind,
    spoke,
    rights.join(' '),
  ].join('|');
