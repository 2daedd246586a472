import type { JsonObject } from '#core/kernel/types';
import type { PoisonServices } from '#functions/shared/put-aside';
import type { ConsentsNow } from '#functions/shared/told-consents';
import type { BusEntry } from '#store/events';
import type { Listener } from './listener.ts';

/** Everything the publisher may touch. */
export interface PublisherServices extends PoisonServices {
  /** The spokes that want events, as registered now. */
  readonly listeners: () => Promise<readonly Listener[]>;
  /** What a customer's ledger comes to now; undefined for who is gone. Throws when it cannot be read. */
  readonly consentsOf: (customerId: string) => Promise<ConsentsNow | undefined>;
  /** Under which name the hub signs. */
  readonly hub: string;
  /** A compact JWS over the claims of a change of consents. Throws when nobody signs now. */
  readonly sign: (claims: JsonObject) => Promise<string>;
  /** One PutEvents request: per entry its error code, `undefined` where it was taken. */
  readonly putEvents: (entries: readonly BusEntry[]) => Promise<readonly (string | undefined)[]>;
  readonly wait: (ms: number) => Promise<void>;
  /** What is left of the function's time. */
  readonly remainingMs: () => number;
  /** The machine's clock. */
  readonly nowMs: () => number;
}
