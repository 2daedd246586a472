import type { Instant } from '#core/kernel/types';
import type { Channel, ConsentEvent } from './consent-event.ts';
import { foldConsent } from './fold-consent.ts';
import type { Purpose } from './purpose.ts';
import { withoutMistakes } from './standing-refusal.ts';

/** An entry, and whether a browser's signal said it. */
export interface HeardEvent {
  readonly event: ConsentEvent;
  readonly isSignal: boolean;
}

/** What an opt-out signal is about: sale and sharing, 11 CCR 7025(c)(1). */
export const isAboutSale = ({ kinds }: Pick<Purpose, 'kinds'>): boolean =>
  kinds.includes('sale_share');

/**
 * The channels of a purpose to which a signal is an objection: all but those to which the person agreed
 * after a signal was honoured, while that yes holds. A yes from before the first signal gives way to
 * it: a business may ignore a signal only where the consumer consented knowing of the conflict, 11 CCR
 * 7025(c)(3), which is taken as the rule everywhere.
 */
export function channelsOfSignal(
  heard: readonly HeardEvent[],
  members: readonly string[],
  purpose: Purpose,
  { at, knownAt }: { readonly at: Instant; readonly knownAt: Instant },
): readonly Channel[] {
  const events = heard.map(({ event }) => event);
  const signals = signalsIn(heard, purpose);
  const isOverruled = (channel: Channel): boolean => {
    const { status, at: agreedAt = '' } = foldConsent(events, members, {
      purpose: purpose.name,
      channel,
      at,
      knownAt,
      isDoubleOptIn: purpose.isDoubleOptIn === true,
    });
    return (
      status === 'given' &&
      signals.some((each) => each.channels.includes(channel) && each.at < agreedAt)
    );
  };
  return purpose.channels.filter((each) => !isOverruled(each)).toSorted();
}

/** A signal that holds for at least one channel of a purpose. */
export interface HonouredSignal {
  readonly purpose: string;
  readonly since: Instant;
}

/** For which purposes a signal is honoured now, and since when: what 11 CCR 7025(c)(6) asks to show. */
export function honouredSignals(
  heard: readonly HeardEvent[],
  members: readonly string[],
  purposes: readonly Purpose[],
  at: Instant,
): readonly HonouredSignal[] {
  const events = heard.map(({ event }) => event);
  return purposes.flatMap((purpose) => {
    const signals = new Map(signalsIn(heard, purpose).map((each) => [each.eventId, each]));
    const since = purpose.channels
      .flatMap((channel) => {
        const { eventId = '' } = foldConsent(events, members, {
          purpose: purpose.name,
          channel,
          at,
          knownAt: at,
          isDoubleOptIn: purpose.isDoubleOptIn === true,
        });
        return signals.get(eventId)?.at ?? [];
      })
      .toSorted()[0];
    return since === undefined ? [] : [{ purpose: purpose.name, since }];
  });
}

function signalsIn(heard: readonly HeardEvent[], { name }: Purpose): readonly ConsentEvent[] {
  const signals = new Set(heard.flatMap(({ event, isSignal }) => (isSignal ? event.eventId : [])));
  return withoutMistakes(heard.map(({ event }) => event)).filter(
    ({ eventId, purpose }) => signals.has(eventId) && purpose === name,
  );
}
