import type { EventBridgeEvent } from 'aws-lambda';
import type { JsonObject } from '#core/kernel/types';
import type { EventDetails, EventType } from '#events/catalogue';
import { listeners } from '#functions/manifest';
import type { Rule } from './event-bus.ts';

/**
 * Who listens on this machine's bus: the functions that stand behind rules of their own, and the sample
 * subscriber, as the spoke `webshop` would.
 */
export const rules: readonly Rule[] = [
  ...Object.entries(listeners).map(
    ([name, { hears, load }]): Rule => ({
      name,
      pattern: { source: ['goldspoke'], 'detail-type': [...hears], detail: { spoke: ['hub'] } },
      invoke: async (event) => {
        const { handler } = await load();
        // Of one of the types that it hears.
        return handler(event as unknown as Parameters<typeof handler>[0]);
      },
    }),
  ),
  {
    name: 'webshop-hears-of-its-customers',
    pattern: { source: ['goldspoke'], detail: { spoke: ['webshop'] } },
    invoke: async (event: JsonObject) => {
      const { handler } = await import('#functions/sample-subscriber/index');
      return handler(event as unknown as EventBridgeEvent<EventType, EventDetails[EventType]>);
    },
  },
];
