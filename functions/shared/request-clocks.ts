import type { Instant } from '#core/kernel/types';
import type { ClockLaw, Clocks } from '#core/privacy-clock/clock';
import type { ClockEdition } from '#core/privacy-clock/clock-facts';
import { clocksOf, houseEnd } from '#core/privacy-clock/clocks-of';
import type { HolidayCalendars } from '#core/privacy-clock/counting';
import { clockRequestOf } from '#core/privacy-request/clock-request';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import { type PrivacyTargets, privacyTargetsName } from '#core/privacy-request/privacy-targets';
import holidayData from '../../data/holidays.json' with { type: 'json' };
import type { Services } from './handle.ts';
import { lawInForce } from './law-in-force.ts';

const holidays: HolidayCalendars = holidayData;

/** `AT`, `US-CA`: whether its holidays are known. */
export const isHolidayCalendar = (place: string): boolean => Object.hasOwn(holidays, place);

/** By what clocks run at this moment. */
export interface Clocking {
  readonly targets: PrivacyTargets;
  readonly clocksOf: (request: PrivacyRequest) => Clocks;
  /** When the wait for a proof of who asks is given up. */
  readonly verificationEndsAt: (request: Pick<PrivacyRequest, 'receivedAt'>) => Instant;
}

/** The law that this release knows, what was signed off of it, and the house's own targets. */
export async function clockingNow({ governance }: Pick<Services, 'governance'>): Promise<Clocking> {
  const [law, targets] = await Promise.all([
    lawInForce({ governance }),
    governance.privacyTargets.read(privacyTargetsName),
  ]);
  if (targets === undefined) throw new Error('the house’s targets are built in');
  const { value } = targets;
  // The same edition, of which clocks read other parts.
  const edition = law.edition as unknown as ClockEdition;
  const clockLaw: ClockLaw = { ...law, edition, holidays };
  return {
    targets: value,
    clocksOf: (request) => clocksOf(clockRequestOf(request), clockLaw, value),
    verificationEndsAt: ({ receivedAt }) =>
      houseEnd(receivedAt, value.verification, clockLaw, value),
  };
}

/** Every clock of one request. */
export const clocksFor = async (
  request: PrivacyRequest,
  services: Pick<Services, 'governance'>,
): Promise<Clocks> => (await clockingNow(services)).clocksOf(request);
