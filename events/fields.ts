/**
 * The shapes that event contracts are made of. Every text has a pattern: neither white space nor `@`
 * fits, so that a name, an address or a contact point cannot slip into an event as an id.
 */
import * as z from 'zod/mini';
import { channels } from '#core/consent/consent-event';
import { requestRights } from '#core/privacy-request/privacy-request';

export const customerId = z
  .string()
  .check(
    z.regex(/^cus_[0-9a-z]{26}$/),
    z.describe('A customer id. It resolves for ever; a retired one leads to the living customer.'),
  );

export const taskId = z
  .string()
  .check(z.regex(/^tsk_[0-9a-z]{26}$/), z.describe('A review task id.'));

export const requestId = z
  .string()
  .check(
    z.regex(/^req_[0-9a-z]{26}$/),
    z.describe('A privacy request id: `GET /v1/privacy-requests/{requestId}`.'),
  );

export const requestRightsAsked = z
  .array(z.enum(requestRights))
  .check(z.describe('What the person asked for.'));

export const eventId = z
  .string()
  .check(
    z.regex(/^[a-z]{3}_[0-9a-z]{26}\.[a-z0-9]{1,16}\.[a-z][a-z0-9-]{0,62}$/),
    z.describe('The same for every delivery of this event; compare it, do not parse it.'),
  );

export const spokeName = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9-]{0,62}$/), z.describe('The spoke this event is for.'));

export const instant = z
  .string()
  .check(
    z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/),
    z.describe('When it was committed: RFC 3339, UTC, milliseconds.'),
  );

export const sequence = z
  .int()
  .check(
    z.positive(),
    z.describe('Counts the versions of this customer id, from 1, without gaps.'),
  );

export const actor = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9][A-Za-z0-9_.:/#-]{0,127}$/),
    z.describe('Who did it: the id of a token, a user or a part of the hub.'),
  );

export const correlationId = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9][A-Za-z0-9_.:=;/+-]{0,127}$/),
    z.describe('The call or run that this belongs to.'),
  );

export const causationId = z
  .string()
  .check(
    z.regex(/^[A-Za-z0-9][A-Za-z0-9_.:=;/+-]{0,127}$/),
    z.describe('What directly led to it, where that is not the call itself.'),
  );

export const schemaName = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9-]{0,62}$/), z.describe('The customer schema, such as `person`.'));

export const schemaVersion = z
  .int()
  .check(
    z.positive(),
    z.describe(
      'The version of the schema that the golden record was made with; absent when none is left.',
    ),
  );

export const changed = z
  .array(z.string().check(z.regex(/^[a-z][A-Za-z0-9]{0,62}$/)))
  .check(
    z.maxLength(512),
    z.describe('Names of the golden attributes whose value changed, sorted. Never a value.'),
  );

export const idMap = z
  .record(customerId, customerId)
  .check(z.describe('Every customer id that leads elsewhere from now on, and where it leads.'));

export const because = z
  .string()
  .check(
    z.regex(/^[a-z][a-z0-9-]{0,62}$/),
    z.describe('Why the hub did not decide by itself, such as `between-thresholds`.'),
  );

export const importId = z
  .string()
  .check(z.regex(/^imp_[0-9a-z]{26}$/), z.describe('An import id: `GET /v1/imports/{importId}`.'));

export const importState = z
  .enum(['finished', 'failed', 'cancelled'])
  .check(z.describe('How it ended.'));

export const runId = z
  .string()
  .check(
    z.regex(/^run_[0-9a-z]{26}$/),
    z.describe('A dedupe run id: `GET /v1/dedupe-runs/{runId}`.'),
  );

export const orgUnitName = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9-]{0,62}$/), z.describe('An org unit: `GET /v1/org-units/{id}`.'));

export const letterId = z
  .string()
  .check(z.regex(/^ltr_[0-9a-z]{26}$/), z.describe('A letter: `GET /v1/letters/{letterId}`.'));

export const glassId = z
  .string()
  .check(
    z.regex(/^gls_[0-9a-z]{26}$/),
    z.describe('The id that requests name which see through the broken glass.'),
  );

export const hash = (what: string) => z.string().check(z.regex(/^[0-9a-f]{64}$/), z.describe(what));

/** Three parts of base64url; its claims are the other fields of the event. */
export const compactJws = z
  .string()
  .check(
    z.regex(/^[\w-]{1,2000}\.[\w-]{1,2000}\.[\w-]{86}$/),
    z.describe('The checkpoint as it is signed: a compact JWS, ES256.'),
  );

export const momentOf = (what: string) =>
  z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/), z.describe(what));

export const count = (what: string) => z.int().check(z.nonnegative(), z.describe(what));

export const importCounts = z.strictObject({
  read: count('Records read; the sum of the others.'),
  created: count('Records that became new customers.'),
  linked: count('Records that joined a customer.'),
  updated: count('Records that the hub knew with other contents.'),
  unchanged: count('Records that told nothing new.'),
  review: count('Records that a steward is asked about.'),
  rejected: count('Lines that were not loaded.'),
});

export const consentEventId = z
  .string()
  .check(z.regex(/^con_[0-9a-z]{26}$/), z.describe('The entry of the ledger.'));

export const ledgerSequence = z
  .int()
  .check(
    z.positive(),
    z.describe('Counts the entries of the ledger of `entry.customerId`, from 1, without gaps.'),
  );

export const consentPlace = z
  .int()
  .check(
    z.positive(),
    z.describe(
      'Counts the entries of that ledger that this spoke is told of, from 1, without gaps: one before it was missed where the count before is not known.',
    ),
  );

/** Of `consent.changed.v1`. */
export const consentProof = z
  .string()
  .check(
    z.regex(/^[\w-]{1,2000}\.[\w-]{1,2000}\.[\w-]{86}$/),
    z.describe(
      'A compact JWS, ES256, `typ` goldspoke-consent, over what this says; its key stands in `/.well-known/jwks.json`.',
    ),
  );

export const purposeName = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9-]{0,62}$/), z.describe('A purpose: `GET /v1/purposes/{name}`.'));

export const channel = z
  .enum(channels)
  .check(z.describe('By what means a customer is reached, or what is done with the data.'));
