import {
  channelsOfSignal,
  type HeardEvent,
  type HonouredSignal,
  honouredSignals,
  isAboutSale,
} from '#core/consent/opt-out-signal';
import { standingRefusal } from '#core/consent/standing-refusal';
import type { StoredCustomer } from '#core/identity/change';
import { isConsent, type LedgerEntry } from '#store/consents';
import type { Services } from './handle.ts';
import { membersOf, recordConsent } from './record-consent.ts';

export interface Signal {
  readonly read: () => Promise<StoredCustomer>;
  /** The constituent that it came from. */
  readonly customerId: string;
  readonly at: string;
  readonly actor: string;
  readonly spoke?: string | undefined;
  readonly correlationId: string;
}

export interface HeardSignal {
  readonly stored: StoredCustomer;
  /** Purposes to which it is an objection that did not stand before. */
  readonly objected: readonly string[];
  readonly honoured: readonly HonouredSignal[];
}

/**
 * Global Privacy Control of a known customer: an objection to every purpose that sells or shares, by
 * each of its channels. It is written down once and not again while it stands; who agreed since is
 * taken at that word. docs/consent.md, "Global Privacy Control".
 */
export async function recordSignal(signal: Signal, services: Services): Promise<HeardSignal> {
  const { customerId, at, actor, spoke, correlationId } = signal;
  const purposes = await purposesOfSale(services);
  const now = services.clock();
  const stored = await signal.read();
  const heard = await heardBy(stored, services);
  const objected: string[] = [];
  for (const purpose of purposes) {
    const [first, ...others] = channelsOfSignal(heard, membersOf(stored), purpose, {
      at,
      knownAt: now,
    });
    if (first === undefined) continue;
    const { entry, event } = await recordConsent(
      {
        read: signal.read,
        contactPoint: async () => undefined,
        known: (said, { consents }, members) => standingRefusal(consents, said, members),
        said: {
          customerId,
          kind: 'objected',
          purpose: purpose.name,
          channels: [first, ...others],
          at,
        },
        proof: {
          collection: {
            method: 'signal',
            touchpoint: 'Sec-GPC',
            ...(spoke !== undefined && { spoke }),
          },
          actor,
        },
        correlationId,
        at: now,
      },
      services,
    );
    if (entry === undefined) continue;
    objected.push(purpose.name);
    services.log('signal honoured', { eventId: event.eventId, correlationId });
  }
  return { stored, objected, honoured: await readSignals(stored, services) };
}

/** For which purposes a signal of this customer is honoured now. */
export async function readSignals(
  stored: StoredCustomer,
  services: Pick<Services, 'consents' | 'governance' | 'clock'>,
): Promise<readonly HonouredSignal[]> {
  const [purposes, heard] = await Promise.all([
    purposesOfSale(services),
    heardBy(stored, services),
  ]);
  return honouredSignals(heard, membersOf(stored), purposes, services.clock());
}

const purposesOfSale = async ({ governance }: Pick<Services, 'governance'>) =>
  (await governance.purposes.list()).map(({ value }) => value).filter(isAboutSale);

/** By what means something was said stands in its proof. */
async function heardBy(
  stored: StoredCustomer,
  { consents }: Pick<Services, 'consents'>,
): Promise<readonly HeardEvent[]> {
  const entries = await consents.history(membersOf(stored));
  return entries.flatMap(({ event, proof }: LedgerEntry) =>
    isConsent(event) ? [{ event, isSignal: proof?.collection.method === 'signal' }] : [],
  );
}
