import { randomUUID } from 'node:crypto';
import type { JsonObject } from '#core/kernel/types';
import { AwsError, type Operations } from './aws-json-server.ts';
import { type EventPattern, matchesPattern } from './event-pattern.ts';

/** A rule of the bus and who is called for each event that fits. */
export interface Rule {
  readonly name: string;
  readonly pattern: EventPattern;
  readonly invoke: (event: JsonObject) => Promise<unknown>;
}

export interface EventBusOptions {
  readonly name: string;
  /** Gets every event as one line of JSON, before anybody else hears of it. */
  readonly keep: (line: string) => void;
  readonly rules: readonly Rule[];
  readonly onFailure: (rule: string, error: unknown) => void;
}

const attemptsPerSubscriber = 3;
const maxEntries = 10;
const maxRequestBytes = 1024 * 1024;

/**
 * EventBridge in the small: PutEvents keeps the events and calls the subscribers whose
 * rule fits before it answers, so that an event whose subscriber did not hear it yet is published
 * again after a crash. A subscriber that fails three times is reported and left behind.
 */
export function localEventBus(options: EventBusOptions): Operations {
  return {
    'AWSEvents.PutEvents': async ({ Entries }) => {
      const entries = Array.isArray(Entries)
        ? (Entries as Readonly<Record<string, unknown>>[])
        : [];
      if (entries.length < 1 || entries.length > maxEntries)
        throw new AwsError('ValidationException', `Entries must be 1 to ${maxEntries}`);
      if (Buffer.byteLength(JSON.stringify(entries)) > maxRequestBytes)
        throw new AwsError('ValidationException', 'Total size of the entries is over the limit');
      const results = entries.map((entry) => accept(entry, options.name));
      const events = results.flatMap((each) => ('event' in each ? [each.event] : []));
      if (events.length > 0)
        options.keep(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
      for (const event of events) await deliver(options, event);
      return {
        FailedEntryCount: results.length - events.length,
        Entries: results.map((each) =>
          'event' in each
            ? { EventId: each.event.id }
            : { ErrorCode: each.code, ErrorMessage: each.message },
        ),
      };
    },
  };
}

type Accepted =
  | { readonly event: JsonObject }
  | { readonly code: string; readonly message: string };

function accept(entry: Readonly<Record<string, unknown>>, bus: string): Accepted {
  const { Source, DetailType, Detail, EventBusName, Resources, Time } = entry;
  if (
    String(EventBusName ?? 'default')
      .split('/')
      .at(-1) !== bus
  )
    return { code: 'InvalidArgument', message: 'there is no such event bus' };
  if (!Source || !DetailType || typeof Detail !== 'string')
    return { code: 'InvalidArgument', message: 'Source, DetailType and Detail are required' };
  const detail = jsonObject(Detail);
  if (detail === undefined) return { code: 'MalformedDetail', message: 'Detail is malformed.' };
  const at = typeof Time === 'number' ? new Date(Time * 1000) : new Date();
  return {
    event: {
      version: '0',
      id: randomUUID(),
      'detail-type': String(DetailType),
      source: String(Source),
      account: '000000000000',
      time: at.toISOString().replace(/\.\d{3}Z$/, 'Z'),
      region: process.env.AWS_REGION ?? 'eu-west-1',
      resources: Array.isArray(Resources) ? Resources.map(String) : [],
      detail,
    },
  };
}

function jsonObject(text: string): JsonObject | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed);
    return isObject ? (parsed as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

async function deliver({ rules, onFailure }: EventBusOptions, event: JsonObject): Promise<void> {
  for (const rule of rules) {
    if (!matchesPattern(rule.pattern, event)) continue;
    for (let attempt = 1; attempt <= attemptsPerSubscriber; attempt++) {
      try {
        await rule.invoke(event);
        break;
      } catch (error) {
        if (attempt === attemptsPerSubscriber) onFailure(rule.name, error);
      }
    }
  }
}
