import { type ConsentStatus, isRefusal } from './fold-consent.ts';
import type { Purpose } from './purpose.ts';

/**
 * Whether anything could permit a purpose, as far as what stands in clear tells: where this says no,
 * `decideContact` says no for every channel; where it says yes, the decision may still be no. For who
 * has no key to what the decision rests on, such as the publisher of events.
 *
 * @param states what the ledger comes to for each channel of the purpose that somebody spoke of
 */
export function couldBeAllowed(
  { name, legalBases, channels }: Pick<Purpose, 'name' | 'legalBases' | 'channels'>,
  states: readonly {
    readonly purpose: string;
    readonly channel: string;
    readonly status: ConsentStatus;
  }[],
  isRestricted: boolean,
): boolean {
  if (isRestricted) return legalBases.includes('legal-obligation');
  if (legalBases.some((each) => each !== 'consent' && each !== 'legitimate-interest')) return true;
  return channels.some(
    (channel) =>
      !states.some((each) => each.purpose === name && each.channel === channel && isRefusal(each)),
  );
}
