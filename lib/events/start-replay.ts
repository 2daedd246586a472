import {
  DescribeArchiveCommand,
  DescribeReplayCommand,
  DescribeRuleCommand,
  type EventBridgeClient,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';

export interface ReplayRequest {
  /** Name of the archive; the deployment's name. */
  readonly archive: string;
  /** Name of the bus; the deployment's name. */
  readonly bus: string;
  /** Names of the rules that hear the events again, one at least. A spoke's rule is named after it. */
  readonly rules: readonly [string, ...string[]];
  /** By the events' own time, which is when their change was committed. */
  readonly from: Date;
  readonly to: Date;
  /** The moment of the request. It is part of the replay's name, which an account uses once. */
  readonly now: Date;
}

/** A replay as EventBridge tells of it; `STARTING` and `RUNNING` come before `COMPLETED`. */
export interface ReplayProgress {
  readonly name: string;
  readonly state: string;
  /** The time of the last event that has been replayed so far. */
  readonly lastReplayed?: Date | undefined;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/**
 * Sends archived events again to the rules that are named and to no other. Subscribers know an event
 * by its id and its sequence, so what they have had changes nothing.
 * docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html
 *
 * Refuses a span that is empty, that begins before the archive does, or that ends in the last ten
 * minutes, in which an event may not have reached the archive yet; and a rule that does not exist or
 * is switched off.
 */
export async function startReplay(
  events: Pick<EventBridgeClient, 'send'>,
  { archive, bus, rules, from, to, now }: ReplayRequest,
): Promise<ReplayProgress> {
  const archived = await events.send(new DescribeArchiveCommand({ ArchiveName: archive }));
  const refusal = whyNot(from, to, now, archived.RetentionDays ?? 0);
  if (refusal !== undefined) throw new Error(refusal);

  const found = await Promise.all(
    rules.map((Name) => events.send(new DescribeRuleCommand({ Name, EventBusName: bus }))),
  );
  const off = found.find(({ State }) => State !== 'ENABLED');
  if (off !== undefined) throw new Error(`The rule ${off.Name} is switched off.`);

  const name = `${rules[0].slice(0, 40)}-${now.toISOString().replace(/[^\d]/g, '')}`;
  const { State } = await events.send(
    new StartReplayCommand({
      ReplayName: name,
      EventSourceArn: archived.ArchiveArn,
      EventStartTime: from,
      EventEndTime: to,
      Destination: {
        Arn: archived.EventSourceArn,
        FilterArns: found.flatMap(({ Arn }) => Arn ?? []),
      },
    }),
  );
  return { name, state: State ?? 'STARTING' };
}

/** How far a replay is. */
export async function readReplay(
  events: Pick<EventBridgeClient, 'send'>,
  name: string,
): Promise<ReplayProgress> {
  const { State, EventLastReplayedTime } = await events.send(
    new DescribeReplayCommand({ ReplayName: name }),
  );
  return { name, state: State ?? 'unknown', lastReplayed: EventLastReplayedTime };
}

/** `retentionDays` 0 is an archive that forgets nothing. */
function whyNot(from: Date, to: Date, now: Date, retentionDays: number): string | undefined {
  if (from.getTime() >= to.getTime()) return 'The span is empty: `from` must lie before `to`.';
  if (to.getTime() > now.getTime() - 10 * minuteMs)
    return 'The span must end ten minutes ago or earlier: events reach the archive with a delay.';
  if (retentionDays > 0 && from.getTime() < now.getTime() - retentionDays * dayMs)
    return `The archive keeps ${retentionDays} days; older changes are read through the API.`;
  return undefined;
}
