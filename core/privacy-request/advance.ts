import { Refusal } from '#core/kernel/refusal';
import type { Instant } from '#core/kernel/types';
import type { Reminder } from '#core/privacy-clock/reminders-of';
import { erasureLeft } from './erasure-left.ts';
import {
  hasEnded,
  type Order,
  orderHasEnded,
  type PrivacyRequest,
  type RequestState,
} from './privacy-request.ts';
import { toldKey } from './privacy-targets.ts';
import { isEnough } from './proof-needed.ts';
import type { RequestEvent } from './request-event.ts';

/** So many codes and answers may be tried; then only an officer's word counts. */
export const mostTries = 5;

/**
 * The request after an event. What has happened already changes nothing and answers the same request,
 * so every event may come twice; what cannot happen in this state throws `privacy-request.not-possible`.
 * Whatever comes in whatever order: a request is never fulfilled while an order that must be answered
 * is open.
 */
export function advance(request: PrivacyRequest, event: RequestEvent): PrivacyRequest {
  switch (event.type) {
    case 'identify':
      if (request.customerId === event.customerId) return request;
      requireState(request, ['received']);
      // What was proved was proved of somebody.
      if (request.customerId !== undefined) throw notPossible(request);
      return {
        ...request,
        customerId: event.customerId,
        ...(event.needed !== undefined && {
          verification: { ...request.verification, needed: event.needed },
        }),
      };
    case 'find-duplicate':
      if (request.state === 'duplicate') return request;
      requireState(request, ['received']);
      return { ...ended(request, 'duplicate', event.at), duplicateOf: event.of };
    case 'prove':
      return proved(request, event);
    case 'ask-verification':
      // Of whom nothing is to be proved any more nothing is asked, asked before or not.
      requireState(request, ['received']);
      if (request.verification.askedAt !== undefined) return request;
      return { ...request, verification: { ...request.verification, askedAt: event.at } };
    case 'try-verification':
      requireState(request, ['received']);
      if (request.verification.tries >= mostTries)
        throw new Refusal('privacy-request.too-many-tries');
      return {
        ...request,
        verification: { ...request.verification, tries: request.verification.tries + 1 },
      };
    case 'verify':
      return verified(request, event);
    case 'give-up-verification':
      if (request.state === 'unverified') return request;
      requireState(request, ['received']);
      return ended(request, 'unverified', event.at);
    case 'approve':
      if (request.state === 'in-progress') return request;
      requireState(request, ['verified']);
      return {
        ...request,
        state: 'in-progress',
        decision: { at: event.at, by: event.by },
        work: Object.fromEntries(request.rights.map((right) => [right, { state: 'open' }])),
      };
    case 'reject':
      if (request.state === 'rejected') return request;
      requireState(request, ['received', 'verified']);
      return {
        ...ended(request, 'rejected', event.at),
        decision: { at: event.at, by: event.by, code: event.code },
      };
    case 'withdraw':
      if (request.state === 'withdrawn') return request;
      requireState(request, ['received', 'verified']);
      return ended(request, 'withdrawn', event.at);
    case 'extend':
      requireOpen(request);
      if (request.extension !== undefined) throw notPossible(request);
      return { ...request, extension: extensionOf(event) };
    case 'pause':
      requireOpen(request);
      if (isPaused(request)) return request;
      return {
        ...request,
        pauses: [...request.pauses, { from: event.at, reason: event.reason }],
      };
    case 'continue':
      if (!isPaused(request)) return request;
      requireOpen(request);
      return {
        ...request,
        pauses: request.pauses.map((each) => ({ ...each, until: each.until ?? event.at })),
      };
    case 'order':
      return ordered(request, event);
    case 'answer':
      return answered(request, event);
    case 'escalate':
      return withOrder(request, event.spoke, (order) =>
        orderHasEnded(order) || order.escalatedAt !== undefined
          ? order
          : { ...order, escalatedAt: event.at },
      );
    case 'remind':
      return hasEnded(request.state)
        ? request
        : event.reminders.reduce((each, reminder) => reminded(each, reminder, event.at), request);
    case 'waive':
      return withOrder(request, event.spoke, (order) =>
        orderHasEnded(order)
          ? order
          : {
              ...order,
              state: 'refused',
              code: event.code,
              waivedBy: event.by,
              answeredAt: event.at,
            },
      );
    case 'work': {
      if (request.work[event.right] === undefined) throw notPossible(request);
      if (request.work[event.right]?.state !== 'open') return request;
      requireState(request, ['in-progress']);
      return { ...request, work: { ...request.work, [event.right]: event.work } };
    }
    case 'close': {
      if (hasEnded(request.state)) return request;
      if (!isAnswered(request) || !isWorkedOff(request)) throw notPossible(request);
      const done = { ...request, work: { ...request.work, ...event.lost } };
      return ended(done, isWhole(done) ? 'fulfilled' : 'partly-fulfilled', event.at);
    }
    case 'erase-left': {
      const { erasure } = request.work;
      if (!hasEnded(request.state) || erasureLeft(request) === undefined) return request;
      const { state, code, until } = event.work;
      if (erasure?.state === state && erasure.code === code && erasure.until === until)
        return request;
      return { ...request, work: { ...request.work, erasure: event.work } };
    }
    case 'start-again':
      requireOpen(request);
      return { ...request, attempt: request.attempt + 1 };
  }
}

/** Whether every order that must be answered has ended. */
export const isAnswered = ({ isOrdered, orders }: PrivacyRequest): boolean =>
  isOrdered && Object.values(orders).every((each) => !each.isMandatory || orderHasEnded(each));

export const isWorkedOff = ({ state, work }: PrivacyRequest): boolean =>
  state === 'in-progress' && Object.values(work).every((each) => each.state !== 'open');

export const isPaused = ({ pauses }: Pick<PrivacyRequest, 'pauses'>): boolean =>
  pauses.some(({ until }) => until === undefined);

/** Whether nothing was left undone. Who has nothing of a person has nothing to do. */
const isWhole = ({ orders, work }: PrivacyRequest): boolean =>
  Object.values(orders).every(
    ({ state, isMandatory }) => state === 'done' || state === 'not-found' || !isMandatory,
  ) && Object.values(work).every(({ state }) => state === 'done');

const ended = (request: PrivacyRequest, state: RequestState, endedAt: Instant): PrivacyRequest => ({
  ...request,
  state,
  endedAt,
});

/** Again where somebody was merged with the person since, of whom nothing was made sure. */
function verified(
  request: PrivacyRequest,
  { method, by, at, of }: RequestEvent & { type: 'verify' },
): PrivacyRequest {
  const { verification, state } = request;
  const sure = { ...verification, method, by, ...(of !== undefined && { of }) };
  if (verification.at !== undefined)
    return state === 'verified' && !isSureOf(request, of)
      ? { ...request, verification: sure }
      : request;
  requireState(request, ['received']);
  if (request.customerId === undefined) throw notPossible(request);
  return { ...request, state: 'verified', verification: { ...sure, at } };
}

/**
 * Whether it was made sure of all these constituents who they are. What was merged after that may be
 * somebody else's: who asks could bring it about.
 */
export const isSureOf = (
  { verification: { of } }: Pick<PrivacyRequest, 'verification'>,
  members: readonly string[] = [],
): boolean => of === undefined || members.every((each) => of.includes(each));

function proved(
  request: PrivacyRequest,
  { proof, by, at, of }: RequestEvent & { type: 'prove' },
): PrivacyRequest {
  const { verification, customerId } = request;
  const before = verification.proved ?? [];
  if (verification.at !== undefined || before.includes(proof)) return request;
  requireState(request, ['received']);
  // What is known counts beyond the address that it is told from.
  const isFirst = proof === 'knowledge' && !before.includes('contact-point');
  if (customerId === undefined || isFirst) throw notPossible(request);
  const all = [...before, proof];
  const after = { ...request, verification: { ...verification, proved: all } };
  return isEnough(verification.needed, all)
    ? advance(after, {
        type: 'verify',
        method: proof,
        by,
        at,
        ...(of !== undefined && { of }),
      })
    : after;
}

const extensionOf = ({ at, reason, noticeSentAt }: RequestEvent & { type: 'extend' }) => ({
  at,
  reason,
  noticeSentAt,
});

function ordered(request: PrivacyRequest, event: RequestEvent & { type: 'order' }): PrivacyRequest {
  if (request.isOrdered) return request;
  requireState(request, ['in-progress']);
  const fresh = event.spokes.filter(({ spoke }) => request.orders[spoke] === undefined);
  if (fresh.length === 0 && !event.isLast) return request;
  const orders = fresh.map(
    ({ spoke, isMandatory, dueAt }) =>
      [spoke, { state: 'open', isMandatory, dueAt, sentAt: event.at }] as const,
  );
  return {
    ...request,
    closure: event.closure,
    orders: { ...request.orders, ...Object.fromEntries(orders) },
    isOrdered: event.isLast,
  };
}

/** The way on: an answer never goes back. What failed may still be done, what was done in part be finished. */
const rank: Readonly<Record<Order['state'], number>> = {
  open: 0,
  received: 1,
  accepted: 2,
  failed: 2,
  partial: 3,
  refused: 3,
  'not-found': 3,
  done: 4,
};

function answered(
  request: PrivacyRequest,
  { spoke, status, code, at }: RequestEvent & { type: 'answer' },
): PrivacyRequest {
  return withOrder(request, spoke, (order) => {
    // A spoke that answers after all speaks for itself.
    const { code: _, waivedBy: __, ...before } = order;
    const isSame = order.state === status && order.code === code;
    // What came late says less than what is known.
    if (isSame || rank[status] < rank[order.state]) return order;
    if (orderHasEnded(order) && status !== 'done')
      throw new Refusal('privacy-request.not-possible', [
        { pointer: '/status', rule: 'state', message: `the order is ${order.state}` },
      ]);
    return { ...before, state: status, answeredAt: at, ...(code !== undefined && { code }) };
  });
}

/** A late order is escalated as it is told. What was told already, or is no longer of use, is not. */
function reminded(request: PrivacyRequest, reminder: Reminder, at: Instant): PrivacyRequest {
  const { told = {}, orders } = request;
  const key = toldKey(reminder);
  const before = told[key];
  if (before !== undefined && before.at >= reminder.at) return request;
  const number = 1 + Math.max(0, ...Object.values(told).map((each) => each.number));
  const after = { ...request, told: { ...told, [key]: { ...reminder, number } } };
  const { kind, spoke } = reminder;
  return kind === 'overdue' && spoke !== undefined && orders[spoke] !== undefined
    ? advance(after, { type: 'escalate', spoke, at })
    : after;
}

function withOrder(
  request: PrivacyRequest,
  spoke: string,
  change: (order: Order) => Order,
): PrivacyRequest {
  const order = request.orders[spoke];
  if (order === undefined) throw new Refusal('privacy-request.no-such-order');
  const after = change(order);
  if (after === order) return request;
  // How it ended has been told.
  if (hasEnded(request.state)) throw notPossible(request);
  return { ...request, orders: { ...request.orders, [spoke]: after } };
}

function requireState(request: PrivacyRequest, states: readonly RequestState[]): void {
  if (!states.includes(request.state)) throw notPossible(request);
}

function requireOpen(request: PrivacyRequest): void {
  if (hasEnded(request.state)) throw notPossible(request);
}

export const notPossible = ({ state }: Pick<PrivacyRequest, 'state'>): Refusal =>
  new Refusal('privacy-request.not-possible', [
    { pointer: '', rule: 'state', message: `the request is ${state}` },
  ]);
