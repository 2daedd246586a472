import { certificateOf } from '#core/privacy-request/certificate';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';

const erased: PrivacyRequest = {
  requestId: 'req_1',
  rights: ['access', 'erasure'],
  channel: 'steward',
  jurisdictions: ['EU'],
  state: 'fulfilled',
  receivedAt: '2026-03-01T12:00:00.000Z',
  verification: { needed: 'contact-point', tries: 0 },
  pauses: [],
  work: { erasure: { state: 'done', endedAt: '2026-03-04T12:00:00.000Z' } },
  orders: {},
  isOrdered: true,
  endedAt: '2026-03-12T12:00:00.000Z',
  attempt: 1,
  actor: 'tok_1',
  correlationId: 'c',
};
const certificate = certificateOf(erased, { hub: 'shop', now: 'x', others: [] });

/** The kinds of copy that a certificate of erasure tells of. */
export const copiesTold: readonly string[] = Object.values(certificate?.copies ?? []).map(
  ({ copy }: { readonly copy: string }) => copy,
);
