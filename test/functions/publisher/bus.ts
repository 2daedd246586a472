import { type Lens, wholeLens } from '#core/access/lens';
import type { JsonObject } from '#core/kernel/types';
import type { EventDetails, EventType } from '#events/catalogue';

import type { PublisherServices } from '#functions/publisher/services';
import type { PoisonNotice } from '#functions/shared/put-aside';
import type { ConsentsNow } from '#functions/shared/told-consents';

export interface Arrived {
  readonly type: EventType;
  readonly detail: EventDetails[EventType];
}

/** A bus, a queue and a bucket in memory. `refuse` gives the error code of one entry at its n-th try, if any. */
export function busThat(
  refuse: (eventId: string, attempt: number) => string | undefined = () => undefined,
  {
    spokes = ['web'],
    lenses = {},
    consents = {},
    remainingMs = 60_000,
    nowMs = Date.now(),
  }: {
    readonly spokes?: readonly string[];
    /** By spoke. */
    readonly lenses?: Readonly<Record<string, Lens>>;
    /** By customer id. */
    readonly consents?: Readonly<Record<string, ConsentsNow>>;
    readonly remainingMs?: number;
    readonly nowMs?: number;
  } = {},
) {
  const arrived: Arrived[] = [];
  const requests: string[][] = [];
  const poison: PoisonNotice[] = [];
  const objects = new Map<string, string>();
  const waits: number[] = [];
  const logged: unknown[] = [];
  const measured: (readonly [string, number])[] = [];
  const attempts = new Map<string, number>();
  const signed: JsonObject[] = [];
  const services: PublisherServices = {
    hub: 'test',
    sign: async (claims) => {
      signed.push(claims);
      return unverified(claims);
    },
    listeners: async () => spokes.map((name) => ({ name, lens: lenses[name] ?? wholeLens })),
    consentsOf: async (customerId) => consents[customerId],
    putEvents: async (entries) => {
      const details = entries.map(({ detail }) => JSON.parse(detail));
      requests.push(details.map(({ metadata }) => metadata.eventId));
      return entries.map(({ detailType }, index) => {
        const detail = details[index];
        const { eventId } = detail.metadata;
        const attempt = (attempts.get(eventId) ?? 0) + 1;
        attempts.set(eventId, attempt);
        const code = refuse(eventId, attempt);
        if (code === undefined) arrived.push({ type: detailType as EventType, detail });
        return code;
      });
    },
    putPoison: async (key, body) => void objects.set(key, body),
    sendPoison: async (notice) => void poison.push(notice),
    wait: async (ms) => void waits.push(ms),
    remainingMs: () => remainingMs,
    nowMs: () => nowMs,
    measure: (name, value, ..._of) => void measured.push([name, value]),
    log: (...line) => void logged.push(line),
  };
  return { services, arrived, requests, poison, objects, waits, logged, measured, signed };
}

export const idsOf = (arrived: readonly Arrived[]): string[] =>
  arrived.map(({ detail }) => detail.metadata.eventId);

/** The form of a signature. */
export const unverified = (claims: JsonObject): string =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${'A'.repeat(86)}`;
