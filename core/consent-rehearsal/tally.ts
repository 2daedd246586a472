import { type Channel, channels } from '#core/consent/consent-event';
import { compareText } from '#core/kernel/types';
import type { ChannelTally, ConsentRehearsalResult, ReasonTally } from './consent-rehearsal.ts';
import type { BothAnswers } from './decide-both-ways.ts';

/** Customer ids, a few of each. */
export interface Samples {
  readonly purpose: string;
  readonly channel: Channel;
  readonly gains: readonly string[];
  readonly loses: readonly string[];
}

/** What some of the customers came to. */
export interface Tally extends Omit<ConsentRehearsalResult, 'gains' | 'loses'> {
  readonly samples: readonly Samples[];
}

export const mostSamples = 100;

/** What one customer comes to. */
export function tallyOf(customerId: string, answers: readonly BothAnswers[]): Tally {
  const changed = answers.filter(isChanged);
  return {
    customers: 1,
    unreadable: 0,
    channels: answers.map(({ purpose, channel, before, after }) => ({
      purpose,
      channel,
      gains: count(!before && after),
      loses: count(before && !after),
      stays: { allowed: count(before && after), refused: count(!before && !after) },
    })),
    reasons: changed.flatMap(({ channel, after, reasons }) =>
      reasons.map(({ code, regulation, rule }) => ({
        channel,
        code,
        ...(regulation !== undefined && { regulation }),
        ...(rule !== undefined && { rule }),
        gains: count(after),
        loses: count(!after),
      })),
    ),
    samples: changed.map(({ purpose, channel, after }) => ({
      purpose,
      channel,
      gains: after ? [customerId] : [],
      loses: after ? [] : [customerId],
    })),
  };
}

/** All together; of the samples the smallest ids, so that the order of the parts does not matter. */
export function sumTallies(tallies: readonly Tally[]): Tally {
  const channelSums = new Map<string, ChannelTally>();
  const reasonSums = new Map<string, ReasonTally>();
  const samples = new Map<string, Samples>();
  for (const tally of tallies) {
    for (const each of tally.channels) {
      const key = `${each.purpose} ${each.channel}`;
      const sum = channelSums.get(key);
      channelSums.set(key, sum === undefined ? each : addChannels(sum, each));
    }
    for (const each of tally.reasons) {
      const key = [each.channel, each.code, each.regulation, each.rule].join(' ');
      const { gains = 0, loses = 0 } = reasonSums.get(key) ?? {};
      reasonSums.set(key, { ...each, gains: gains + each.gains, loses: loses + each.loses });
    }
    for (const each of tally.samples) {
      const key = `${each.purpose} ${each.channel}`;
      const { gains = [], loses = [] } = samples.get(key) ?? {};
      samples.set(key, {
        ...each,
        gains: first([...gains, ...each.gains]),
        loses: first([...loses, ...each.loses]),
      });
    }
  }
  return {
    customers: sumOf(tallies.map(({ customers }) => customers)),
    unreadable: sumOf(tallies.map(({ unreadable }) => unreadable)),
    channels: [...channelSums.values()].toSorted(byPlace),
    reasons: [...reasonSums.values()].toSorted(byReason),
    samples: [...samples.values()].toSorted(byPlace),
  };
}

/** The result without samples, which are kept as long as the rows are. */
export function resultOf({ samples: _, ...tally }: Tally): ConsentRehearsalResult {
  return {
    ...tally,
    gains: sumOf(tally.channels.map(({ gains }) => gains)),
    loses: sumOf(tally.channels.map(({ loses }) => loses)),
  };
}

export const isChanged = ({ before, after }: Pick<BothAnswers, 'before' | 'after'>): boolean =>
  before !== after;

const count = (isSo: boolean): number => (isSo ? 1 : 0);
const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);
const first = (ids: readonly string[]): readonly string[] =>
  ids.toSorted(compareText).slice(0, mostSamples);

const addChannels = (a: ChannelTally, b: ChannelTally): ChannelTally => ({
  ...a,
  gains: a.gains + b.gains,
  loses: a.loses + b.loses,
  stays: {
    allowed: a.stays.allowed + b.stays.allowed,
    refused: a.stays.refused + b.stays.refused,
  },
});

interface Place {
  readonly purpose: string;
  readonly channel: Channel;
}

const byPlace = (a: Place, b: Place): number =>
  compareText(a.purpose, b.purpose) || byChannel(a.channel, b.channel);
const byChannel = (a: Channel, b: Channel): number => channels.indexOf(a) - channels.indexOf(b);
const byReason = (a: ReasonTally, b: ReasonTally): number =>
  byChannel(a.channel, b.channel) ||
  compareText(a.code, b.code) ||
  compareText(a.regulation ?? '', b.regulation ?? '') ||
  compareText(a.rule ?? '', b.rule ?? '');
