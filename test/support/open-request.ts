import { ulid } from 'ulid';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';

/** A request for access that somebody took in and nobody has worked on. */
export const openRequest = (customerId: string): PrivacyRequest => ({
  requestId: `req_${ulid().toLowerCase()}`,
  rights: ['access'],
  channel: 'steward',
  jurisdictions: ['GB'],
  state: 'received',
  customerId,
  receivedAt: new Date().toISOString(),
  verification: { needed: 'contact-point', tries: 0 },
  pauses: [],
  orders: {},
  isOrdered: false,
  work: {},
  attempt: 1,
  actor: 'tok_test',
  correlationId: 'test',
});

/** The change by which it comes into the store. */
export const created = (now: string) => ({
  actor: 'tok_test',
  action: 'privacy-request.create',
  correlationId: 'test',
  at: now,
});
