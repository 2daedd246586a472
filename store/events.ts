import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { awsDefaults } from './aws-defaults.ts';
import { endpointOf, requiredSetting } from './required-setting.ts';

/** One entry of PutEvents. `detail` is JSON; `time` is when it happened. */
export interface BusEntry {
  readonly source: string;
  readonly detailType: string;
  readonly detail: string;
  readonly time: Date;
}

export interface EventsEnvironment {
  readonly EVENT_BUS_NAME?: string | undefined;
  readonly AWS_ENDPOINT_URL_EVENTBRIDGE?: string | undefined;
}

/** The bus. One request takes at most 10 entries and 1 MB; the caller groups. */
export function makeEvents(env: EventsEnvironment) {
  const client = new EventBridgeClient({
    ...awsDefaults,
    ...endpointOf(env.AWS_ENDPOINT_URL_EVENTBRIDGE),
  });
  const EventBusName = requiredSetting(env, 'EVENT_BUS_NAME');
  return {
    /** Per entry its error code; `undefined` where the bus took it. */
    async putEvents(entries: readonly BusEntry[]): Promise<readonly (string | undefined)[]> {
      const answer = await client.send(
        new PutEventsCommand({
          Entries: entries.map(({ source, detailType, detail, time }) => ({
            EventBusName,
            Source: source,
            DetailType: detailType,
            Detail: detail,
            Time: time,
          })),
        }),
      );
      return entries.map((_, index) => {
        const result = answer.Entries?.[index];
        return result?.EventId === undefined ? (result?.ErrorCode ?? 'NotAnswered') : undefined;
      });
    },
  };
}
