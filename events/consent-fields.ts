/** What stands in `consent.changed.v1` beside the fields that other events have, too. */
import * as z from 'zod/mini';
import {
  channel,
  consentEventId,
  consentPlace,
  customerId,
  ledgerSequence,
  momentOf,
  purposeName,
} from './fields.ts';

/** What the ledgers come to. */
export const consentStates = z
  .array(
    z.strictObject({
      purpose: purposeName,
      channel,
      status: z
        .enum(['objected', 'withdrawn', 'denied', 'given', 'pending', 'expired', 'none'])
        .check(
          z.describe(
            '`given` is the only yes; `pending` waits for its second step, `none`: nothing was said.',
          ),
        ),
    }),
  )
  .check(
    z.maxLength(512),
    z.describe(
      'What all ledgers of the customer come to, by purpose and channel, when the event was sent.',
    ),
  );

/** What was added to a ledger, without its proof. */
export const consentEntry = z.strictObject({
  eventId: consentEventId,
  customerId: customerId.check(
    z.describe('The id that it was recorded for; after a merge not the living one.'),
  ),
  sequence: ledgerSequence,
  heard: z.optional(consentPlace),
  kind: z
    .enum([
      'given',
      'confirmed',
      'denied',
      'withdrawn',
      'objected',
      'expired',
      'parental',
      'imported',
      'corrected',
      'purchase',
      'contract-ended',
      'inquiry',
      'donation',
      'membership-ended',
      'address-published',
      'address-disclosed',
    ])
    .check(z.describe('What was said; or what is between customer and business from now on.')),
  purpose: z.optional(purposeName),
  channels: z.optional(
    z.array(channel).check(z.describe('Those that it is about, where it is about a purpose.')),
  ),
  at: momentOf('When it happened; it may have been long before it was recorded.'),
});

/** A yes that ended by itself. */
export const consentEnd = z.strictObject({
  eventId: consentEventId.check(z.describe('The entry of the ledger that ended.')),
  customerId: customerId.check(
    z.describe('The id that it was recorded for; after a merge not the living one.'),
  ),
  purpose: purposeName,
  at: momentOf('When it ended; the hub tells of it some minutes later.'),
});

/** How far the ledgers were read; what a spoke tells a newer state by. */
export const consentBasis = z
  .strictObject({
    revision: z
      .int()
      .check(
        z.positive(),
        z.describe('Of the customer; it grows with every change, and so of who is one.'),
      ),
    asOf: momentOf('When the ledgers were read.'),
    purpose: z.optional(
      purposeName.check(z.describe('Only this one is told, through the lens of the spoke.')),
    ),
    heard: z
      .record(customerId, z.int().check(z.positive()))
      .check(
        z.describe(
          'Ids of all who are one, and how many entries of each ledger are in the states.',
        ),
      ),
  })
  .check(z.describe('What the states rest on. docs/consent-spokes.md says how to follow it.'));
