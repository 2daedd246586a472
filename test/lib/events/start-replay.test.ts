import {
  DescribeArchiveCommand,
  DescribeReplayCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ReplayRequest, readReplay, startReplay } from '#lib/events/start-replay';

const client = new EventBridgeClient({ region: 'eu-west-1' });
const eventBridge = mockClient(client);
const arn = (rest: string) => `arn:aws:events:eu-west-1:111122223333:${rest}`;
const request: ReplayRequest = {
  archive: 'goldspoke',
  bus: 'goldspoke',
  rules: ['web'],
  from: new Date('2026-11-20T00:00:00Z'),
  to: new Date('2026-11-21T00:00:00Z'),
  now: new Date('2026-11-22T08:00:00Z'),
};
const started = () => eventBridge.commandCalls(StartReplayCommand).map(({ args }) => args[0].input);

beforeEach(() => {
  eventBridge.reset();
  eventBridge.on(DescribeArchiveCommand, { ArchiveName: 'goldspoke' }).resolves({
    ArchiveArn: arn('archive/goldspoke'),
    EventSourceArn: arn('event-bus/goldspoke'),
    RetentionDays: 30,
  });
  eventBridge.on(DescribeRuleCommand).callsFake(({ Name, EventBusName }) => ({
    Name,
    Arn: arn(`rule/${EventBusName}/${Name}`),
    State: 'ENABLED',
  }));
  eventBridge.on(StartReplayCommand).resolves({ State: 'STARTING' });
});

describe('a replay', () => {
  it('reaches the rules of the spoke that it names, and no others', async () => {
    expect(await startReplay(client, request)).toEqual({
      name: 'web-20261122080000000',
      state: 'STARTING',
    });
    expect(started()).toEqual([
      {
        ReplayName: 'web-20261122080000000',
        EventSourceArn: arn('archive/goldspoke'),
        EventStartTime: request.from,
        EventEndTime: request.to,
        Destination: {
          Arn: arn('event-bus/goldspoke'),
          FilterArns: [arn('rule/goldspoke/web')],
        },
      },
    ]);
  });

  it('has a name that EventBridge takes, however long the spoke’s', async () => {
    const { name } = await startReplay(client, { ...request, rules: ['w'.repeat(63)] });
    // docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html
    expect(name).toMatch(/^[.\-_A-Za-z0-9]{1,64}$/);
  });

  it.each([
    ['an empty span', { to: request.from }, /empty/],
    [
      'a span that begins before the archive',
      { from: new Date('2026-10-01T00:00:00Z') },
      /30 days/,
    ],
    [
      'a span whose end may not have reached the archive',
      { to: new Date('2026-11-22T07:55:00Z') },
      /ten minutes/,
    ],
  ])('refuses %s', async (_, change, reason) => {
    await expect(startReplay(client, { ...request, ...change })).rejects.toThrow(reason);
    expect(started()).toEqual([]);
  });

  it('goes back as far as is asked in an archive that forgets nothing', async () => {
    eventBridge.on(DescribeArchiveCommand).resolves({
      ArchiveArn: arn('archive/goldspoke'),
      EventSourceArn: arn('event-bus/goldspoke'),
      RetentionDays: 0,
    });
    await startReplay(client, { ...request, from: new Date('2020-01-01T00:00:00Z') });
    expect(started()).toHaveLength(1);
  });

  it('is not started where one of the rules is switched off or is not there', async () => {
    eventBridge.on(DescribeRuleCommand).resolves({ Name: 'web', State: 'DISABLED' });
    await expect(startReplay(client, request)).rejects.toThrow('web is switched off');

    eventBridge.on(DescribeRuleCommand).rejects(new Error('ResourceNotFoundException'));
    await expect(startReplay(client, request)).rejects.toThrow('ResourceNotFoundException');
    expect(started()).toEqual([]);
  });

  it('tells how far it is', async () => {
    const lastReplayed = new Date('2026-11-20T12:00:00Z');
    eventBridge
      .on(DescribeReplayCommand, { ReplayName: 'web-20261122080000000' })
      .resolves({ State: 'RUNNING', EventLastReplayedTime: lastReplayed });
    expect(await readReplay(client, 'web-20261122080000000')).toEqual({
      name: 'web-20261122080000000',
      state: 'RUNNING',
      lastReplayed,
    });
  });
});
