import type { EventBridgeEvent } from 'aws-lambda';
import type { JsonObject } from '#core/kernel/types';
import type { EventDetails, EventType } from '#events/catalogue';
import type { Rule } from './event-bus.ts';

/** Who listens on this machine's bus: the sample subscriber, as the spoke `webshop` would. */
export const rules: readonly Rule[] = [
  {
    name: 'webshop-hears-of-its-customers',
    pattern: { source: ['goldspoke'], detail: { spoke: ['webshop'] } },
    invoke: async (event: JsonObject) => {
      const { handler } = await import('#functions/sample-subscriber/index');
      return handler(event as unknown as EventBridgeEvent<EventType, EventDetails[EventType]>);
    },
  },
];
