import type { ClockLaw, ClockRequest, ClockRight, HouseTargets } from '#core/privacy-clock/clock';
import { type ClockPeriod, clockFacts } from '#core/privacy-clock/clock-facts';
import { drawsFrom } from '#test/core/consent/draws-from';
import { edition, lawWith } from './law.ts';

const rights: readonly ClockRight[] = [
  'access',
  'access',
  'portability',
  'rectification',
  'restriction',
  'objection',
  'opt-out',
  'erasure',
  'confirmation',
  'rectification_review',
  'accounting_of_disclosures',
  'grievance',
];
const places =
  'DE IE ES PT FR EU NO GB GB GB-SCT US US-NY US-CA US-CA US-IA US-TX US-VA CA CA-QC BR IN CN ZZ'.split(
    ' ',
  );
const proposed = clockFacts(edition).filter(({ check }) => check === 'memory');
/** Ends of months, days around Christmas, Easter, leap days and changes of the clock. */
const hard =
  '2024-01-31 2024-02-29 2024-11-29 2025-01-30 2025-03-18 2025-03-30 2025-05-31 2025-08-31 2025-11-25 2025-12-24 2025-12-31 2026-01-31 2026-02-28 2026-03-03 2026-03-06 2026-03-29 2026-10-25 2026-11-26 2027-01-31 2027-11-30 2028-01-29 2028-01-31 2028-02-29'.split(
    ' ',
  );

/** The request, law and house that a seed makes. */
export function randomClockCase(seed: number): readonly [ClockRequest, ClockLaw, HouseTargets] {
  const { chance, below, one, several, some } = drawsFrom(seed);
  const day = chance(0.5)
    ? Date.parse(one(hard))
    : Date.parse('2024-01-01') + below(1_600) * 86_400_000;
  const later = (from: number, days: number) => {
    const nearMidnight = one([0, 1, -1, 3_600_000 * 4, -3_600_000 * 3, 7_200_000]);
    const ms = from + below(days) * 86_400_000 + (chance(0.3) ? nearMidnight : below(86_400_000));
    return new Date(ms).toISOString();
  };
  const receivedAt = later(day, 1);
  const received = Date.parse(receivedAt);
  const moment = (days: number) => later(received - 86_400_000, days);
  const proof = () => ({ askedAt: moment(50), ...(chance(0.7) && { at: moment(60) }) });
  const period = (): ClockPeriod => ({
    value: below(40),
    unit: one(['calendar_days', 'business_days', 'months'] as const),
  });
  const short = (): ClockPeriod => ({ ...period(), value: below(6) });
  const chosen = [one(rights), ...several(rights, 3)];
  return [
    {
      rights: [...new Set(chosen)],
      jurisdictions: several(places, 3),
      receivedAt,
      ...(chance(0.4) && { verification: proof() }),
      ...(chance(0.1) && { fee: proof() }),
      pauses: some(3, () => ({
        from: moment(60),
        ...(chance(0.9) && { until: moment(80) }),
        reason: one(['clarification', 'clarification', 'identity']),
      })),
      extensions: some(2, () => ({
        at: moment(70),
        reason: one(['complexity', 'number_of_requests', 'holiday']),
        ...(chance(0.8) && { noticeSentAt: moment(70) }),
      })),
      ...(chance(0.2) && { isAbusive: true }),
      ...(chance(0.3) && {
        orders: Object.fromEntries(
          several(['crm', 'webshop'], 2).map((spoke) => [
            spoke,
            { sentAt: moment(30), ...(chance(0.3) && { doneAt: moment(40) }) },
          ]),
        ),
      }),
      ...(chance(0.3) && { done: { [one(['acknowledge', 'answer', 'opt-out'])]: moment(30) } }),
    },
    lawWith(
      chance(0.5)
        ? proposed.filter(() => chance(0.7)).map(({ id }) => id)
        : several(
            proposed.map(({ id }) => id),
            3,
          ),
      several(['health', 'federal', 'data-broker', 'finance'] as const, 2),
    ),
    {
      acknowledge: short(),
      answer: chance(0.5) ? { value: 21, unit: 'calendar_days' } : short(),
      answerExtension: chance(0.7) ? short() : null,
      optOut: short(),
      task: short(),
      timeZone: one(['UTC', 'Europe/Berlin', 'America/New_York', 'Atlantic/Azores']),
      holidays: one([null, 'DE', 'US']),
    },
  ];
}
