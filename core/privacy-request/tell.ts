import type { JsonObject } from '#core/kernel/types';
import { drpStatusOf } from './drp-status.ts';
import { hasEnded, type PrivacyRequest } from './privacy-request.ts';

/** What one spoke, or the hub, is told: ids, names and codes. */
export interface Telling {
  readonly type:
    | 'privacy-request.opened.v1'
    | 'privacy-request.task.v1'
    | 'privacy-request.due.v1'
    | 'privacy-request.agent-status.v1'
    | 'privacy-request.closed.v1';
  readonly id: string;
  readonly spoke: string;
  /** Tells apart what is told of one thing more than once. */
  readonly number?: number;
  readonly facts: JsonObject;
}

/**
 * What a change of a request tells: that it is there, each new order to its spoke, what is due, how it
 * ended, and that the agent who asked is to be called.
 */
export function tellOf(
  before: PrivacyRequest | undefined,
  after: PrivacyRequest,
): readonly Telling[] {
  const { requestId, rights, state } = after;
  const about = { id: requestId };
  const whose = after.customerId === undefined ? {} : { customerId: after.customerId };
  const facts = { requestId, rights: [...rights] };
  const opened: readonly Telling[] =
    before === undefined
      ? [
          {
            ...about,
            type: 'privacy-request.opened.v1',
            spoke: 'hub',
            facts: { ...facts, ...whose, channel: after.channel, state },
          },
        ]
      : [];
  const ordered = Object.entries(after.orders)
    .filter(([spoke]) => before?.orders[spoke] === undefined)
    .map(
      ([spoke, { dueAt, isMandatory }]): Telling => ({
        ...about,
        type: 'privacy-request.task.v1',
        spoke,
        facts: { ...facts, ...whose, dueAt, mandatory: isMandatory },
      }),
    );
  const due = Object.entries(after.told ?? {})
    .filter(([key, { number }]) => before?.told?.[key]?.number !== number)
    .flatMap(([, { number, kind, clock, spoke, dueAt }]) =>
      ['hub', ...(spoke === undefined ? [] : [spoke])].map(
        (hears): Telling => ({
          ...about,
          type: 'privacy-request.due.v1',
          spoke: hears,
          number,
          facts: { ...facts, kind, clock, dueAt, ...(spoke !== undefined && { ofSpoke: spoke }) },
        }),
      ),
    );
  const isEnd = hasEnded(state) && (before === undefined || !hasEnded(before.state));
  const closed = isEnd
    ? ['hub', ...Object.keys(after.orders)].map(
        (spoke): Telling => ({
          ...about,
          type: 'privacy-request.closed.v1',
          spoke,
          facts: { ...facts, state },
        }),
      )
    : [];
  return [...opened, ...ordered, ...due, ...closed, ...agentTold(before, after)];
}

/** That the agent who asked has something to hear. What it is, is read when it is called. */
function agentTold(before: PrivacyRequest | undefined, after: PrivacyRequest): readonly Telling[] {
  if (before === undefined || after.hasCallback !== true || heard(before) === heard(after))
    return [];
  const { requestId: id } = after;
  const { status, reason } = drpStatusOf(after, true);
  const facts = { requestId: id, status, ...(reason !== undefined && { reason }) };
  const number = stepsOf(after);
  return [{ type: 'privacy-request.agent-status.v1', id, spoke: 'hub', number, facts }];
}

const heard = (request: PrivacyRequest): string =>
  JSON.stringify([drpStatusOf(request, true), request.extension !== undefined]);

/** Each of them happens once, and an agent hears of nothing else. */
const stepsOf = ({ verification, extension, state, endedAt = '', work }: PrivacyRequest): number =>
  [
    verification.at !== undefined,
    extension !== undefined,
    hasEnded(state),
    // What a hold had kept was erased later.
    hasEnded(state) && (work.erasure?.endedAt ?? '') > endedAt,
  ].filter(Boolean).length;
