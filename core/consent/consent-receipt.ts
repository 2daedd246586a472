import type { JsonObject } from '#core/kernel/types';
import { receiptIso27560 } from './receipt-iso27560.ts';
import { receiptKantara } from './receipt-kantara.ts';
import { type ReceiptSource, secondsOf } from './receipt-source.ts';

/** `typ` of the JWS: nothing else that the hub signs is taken for a receipt. */
export const receiptType = 'goldspoke-receipt';

/**
 * What is signed as the receipt of one entry: who says so, whom it is about, the entry in the hub's
 * own words, and the forms in which others read it. The same entry gives the same receipt whenever it
 * is asked for, so `iat` is when the hub recorded it. No contact point stands in it, and nobody who
 * took a consent down.
 */
export function consentReceipt(source: ReceiptSource): JsonObject {
  const { event, collection, notice, outcome, hub } = source;
  const { agent: _, script, ...how } = collection;
  const kantara = receiptKantara(source);
  return {
    iss: hub,
    sub: event.customerId,
    jti: event.eventId,
    iat: secondsOf(event.recordedAt),
    entry: {
      eventId: event.eventId,
      sequence: source.sequence,
      kind: event.kind,
      ...(event.status !== undefined && { status: event.status }),
      purpose: event.purpose,
      channels: [...event.channels],
      hasContactPoint: event.contactPoint !== undefined,
      at: event.at,
      recordedAt: event.recordedAt,
      ...(event.expiresAt !== undefined && { expiresAt: event.expiresAt }),
      ...(event.jurisdiction !== undefined && { jurisdiction: event.jurisdiction }),
      ...(event.forms !== undefined && { forms: [...event.forms] }),
      ...(event.corrects !== undefined && { corrects: event.corrects }),
      collection: { ...how, ...(script !== undefined && { script: { ...script } }) },
      ...(notice !== undefined && { notice: { ...notice } }),
    },
    outcome: { status: outcome.status, channels: [...outcome.channels] },
    governedBy: {
      controller: { version: source.controller.version },
      purpose: { name: source.purpose.name, revision: source.purposeRevision },
    },
    iso27560: receiptIso27560(source),
    ...(kantara !== undefined && { kantara }),
  };
}
