/**
 * Every event that the hub publishes, as data: the one source of `events/<type>/`, docs/asyncapi.json,
 * the schema registry and of what the publisher lets through. Contracts only grow: a field is added,
 * never removed, renamed or narrowed; what cannot be said so becomes a `.v2` beside its `.v1`.
 */
import * as z from 'zod/mini';
import { clockKinds } from '#core/privacy-clock/clock';
import { drpReasons, drpStatuses } from '#core/privacy-request/drp-status';
import { requestChannels } from '#core/privacy-request/privacy-request';
import { consentBasis, consentEnd, consentEntry, consentStates } from './consent-fields.ts';
import {
  actor,
  because,
  causationId,
  changed,
  compactJws,
  consentProof,
  correlationId,
  count,
  customerId,
  eventId,
  glassId,
  hash,
  idMap,
  importCounts,
  importId,
  importState,
  instant,
  letterId,
  momentOf,
  orgUnitName,
  requestId,
  requestRightsAsked,
  runId,
  schemaName,
  schemaVersion,
  sequence,
  spokeName,
  taskId,
} from './fields.ts';

export const eventSource = 'goldspoke';

const customerMetadata = z.strictObject({
  eventId,
  customerId,
  sequence,
  correlationId,
  causationId: z.optional(causationId),
  actor,
  schema: schemaName,
  schemaVersion: z.optional(schemaVersion),
  occurredAt: instant,
});

const customerDetail = { metadata: customerMetadata, spoke: spokeName, customerId, changed };

const taskMetadata = z.strictObject({
  eventId,
  taskId,
  correlationId: z.optional(correlationId),
  causationId: z.optional(causationId),
  actor: z.optional(actor),
  occurredAt: instant,
});

const runMetadata = z.strictObject({ eventId, correlationId, actor, occurredAt: instant });

/** A contract as data. `detail` is the `detail` of the EventBridge event whose `detail-type` is `type`. */
export interface EventContract {
  readonly type: string;
  readonly title: string;
  readonly sentWhen: string;
  readonly readBy: string;
  readonly detail: z.ZodMiniType;
}

export const eventContracts = {
  'customer.created.v1': {
    type: 'customer.created.v1',
    title: 'A customer exists',
    sentWhen:
      'A source record or a steward brought a customer that no one had before. `changed` names every golden attribute that has a value and that the lens of the spoke shows.',
    readBy: 'Every spoke that keeps a list of customers.',
    detail: z.strictObject({ ...customerDetail, idMap: z.optional(idMap) }),
  },
  'customer.changed.v1': {
    type: 'customer.changed.v1',
    title: 'A golden record changed',
    sentWhen:
      'The sources, pins or links of a customer changed. `changed` names the golden attributes that have another value now and that the lens of the spoke shows; it is empty when only what stands behind the golden record changed. A change that touches nothing in the lens is not told.',
    readBy: 'Every spoke that shows or uses customer data; it reads the customer again.',
    detail: z.strictObject({ ...customerDetail, idMap: z.optional(idMap) }),
  },
  'customer.merged.v1': {
    type: 'customer.merged.v1',
    title: 'Customers became one',
    sentWhen:
      'Two customers turned out to be one, by the match model or at the word of a steward. Sent for the living customer and for the one merged into it. `idMap` holds every id that leads elsewhere now. The merge can be undone; `customer.split.v1` then tells.',
    readBy: 'Every spoke that stores customer ids; it applies `idMap` to its own rows.',
    detail: z.strictObject({ ...customerDetail, idMap }),
  },
  'customer.split.v1': {
    type: 'customer.split.v1',
    title: 'One customer became two',
    sentWhen:
      'A merge was undone, or source records were split off into a customer of their own. Sent for each of the two. `idMap` holds the ids that lead to the customer that left; it is empty when nothing was left of that one.',
    readBy:
      'Every spoke that stores customer ids; it applies `idMap` and asks the crosswalk whose its own records are.',
    detail: z.strictObject({ ...customerDetail, idMap }),
  },
  'customer.removed.v1': {
    type: 'customer.removed.v1',
    title: 'A customer is gone',
    sentWhen:
      'A customer was removed from the hub, or its last source record was. Sent for each of its ids, which answer 410 from now on; `changed` names every attribute that it had. An erasure at the request of the person is another event with duties of its own.',
    readBy: 'Every spoke that stores customer ids; it lets go of this one.',
    detail: z.strictObject({ ...customerDetail, idMap: z.optional(idMap) }),
  },
  'customer.erased.v1': {
    type: 'customer.erased.v1',
    title: 'A person was erased',
    sentWhen:
      'The hub erased a customer because the person asked for it. Sent for each of its ids, which answer 410 from now on, in place of `customer.removed.v1` and ahead of what else waits of the customer. What the spoke itself has to do, and where it answers, `privacy-request.task.v1` says.',
    readBy:
      'Every spoke that ever heard of the customer; it erases what it holds. A record of the person that it sends from now on is refused with `record.erased`.',
    detail: z.strictObject({ ...customerDetail, requestId, idMap: z.optional(idMap) }),
  },
  'consent.changed.v1': {
    type: 'consent.changed.v1',
    title: 'A customer said yes or no',
    sentWhen:
      'An entry was added to the ledger of consents; a yes ended, and something else holds since; or a merge or a split of customers whose ledgers hold something, for what they come to may be another now. It leaves before other events of the customer that wait with it. Through a lens that needs consent: only about the purpose of the lens.',
    readBy:
      'Every spoke that contacts customers or uses their data for a purpose; it stops at once where no `given` is left, and asks `POST /v1/contact-decisions` before a contact.',
    detail: z.strictObject({
      metadata: z.strictObject({
        eventId,
        correlationId,
        actor,
        schema: schemaName,
        occurredAt: instant,
      }),
      spoke: spokeName,
      customerId: customerId.check(z.describe('The living customer.')),
      because: z
        .enum(['entry', 'merged', 'split', 'expired'])
        .check(z.describe('An entry of the ledger, a merge or a split, or a yes that ended.')),
      entry: z.optional(consentEntry),
      ended: z.optional(consentEnd),
      basis: z.optional(consentBasis),
      states: consentStates,
      proof: z.optional(consentProof),
    }),
  },
  'restriction.changed.v1': {
    type: 'restriction.changed.v1',
    title: 'Processing was restricted, or no longer is',
    sentWhen:
      'A restriction of processing (GDPR art. 18), or a legal hold that restricts, was placed or lifted; or a merge or a split of customers of whom one is or was restricted. It leaves before other events of the customer that wait with it. Its own end is told by `until` beforehand and by no event of its own.',
    readBy:
      'Every spoke that holds the customer (art. 19): while `isRestricted` it keeps the data and uses it for nothing but what a law commands.',
    detail: z.strictObject({
      metadata: z.strictObject({
        eventId,
        correlationId,
        actor,
        schema: schemaName,
        occurredAt: instant,
      }),
      spoke: spokeName,
      customerId: customerId.check(z.describe('The living customer.')),
      because: z
        .enum(['placed', 'lifted', 'merged', 'split'])
        .check(z.describe('A restriction that was placed or lifted, or a merge or a split.')),
      isRestricted: z
        .boolean()
        .check(z.describe('Whether the customer is restricted when the event was sent.')),
      until: z.optional(
        instant.check(z.describe('When that ends by itself; absent: not before it is lifted.')),
      ),
    }),
  },
  'review-task.opened.v1': {
    type: 'review-task.opened.v1',
    title: 'A steward is asked',
    sentWhen:
      'Two customers may be one and the hub did not decide by itself. The score and its reasons are read at `GET /v1/tasks/{taskId}`.',
    readBy:
      'The hub itself (`detail.spoke` is always `hub`): stewards, their dashboards and alerts.',
    detail: z.strictObject({
      metadata: taskMetadata,
      spoke: z
        .literal('hub')
        .check(z.describe('Stewards work in the hub; no other spoke hears of it.')),
      taskId,
      customerIds: z
        .tuple([customerId, customerId])
        .check(z.describe('The two customers, smaller id first.')),
      because,
    }),
  },
  'import.finished.v1': {
    type: 'import.finished.v1',
    title: 'A bulk import has ended',
    sentWhen:
      'Every record of a file was loaded or rejected, or the import failed or was cancelled before. What was loaded stays; rejected lines are read at `GET /v1/imports/{importId}/rejects`.',
    readBy: 'The spoke whose records they are.',
    detail: z.strictObject({
      metadata: runMetadata,
      spoke: spokeName,
      importId,
      state: importState,
      counts: importCounts,
    }),
  },
  'dedupe-run.finished.v1': {
    type: 'dedupe-run.finished.v1',
    title: 'A search for duplicates has ended',
    sentWhen:
      'A dedupe run over the customers of one schema ended. Each merge and split of it was told by an event of its own; a dry run changed nothing. A run that failed and was resumed ends once more.',
    readBy:
      'The hub itself (`detail.spoke` is always `hub`): who runs it. The report is read at `GET /v1/dedupe-runs/{runId}/report`.',
    detail: z.strictObject({
      metadata: runMetadata,
      spoke: z
        .literal('hub')
        .check(z.describe('A run is over all customers; no other spoke hears of it.')),
      runId,
      attempt: z.int().check(z.positive(), z.describe('1, and one more with every resumption.')),
      state: importState,
      schema: schemaName,
      dryRun: z.boolean().check(z.describe('Whether it only told what it would do.')),
      customers: count('Living customers that were read.'),
      merges: count('Merges that were made, or on a dry run would be.'),
      splits: count('Merges of the machine that were undone, or on a dry run would be.'),
      reviews: count('Pairs that a steward is asked about, or on a dry run would be.'),
    }),
  },
  'letter.requested.v1': {
    type: 'letter.requested.v1',
    title: 'Something is to be sent to a customer',
    sentWhen:
      'The hub wants a letter sent: a link to the customer’s own door, for one. To whom, and what it says, the spoke reads at `GET /v1/letters/{letterId}` with a token of its own; neither stands here.',
    readBy:
      'The one spoke that is asked: its registration names the kind of address in `delivery.letters`.',
    detail: z.strictObject({
      metadata: runMetadata,
      spoke: spokeName,
      letterId,
      kind: z
        .string()
        .check(
          z.regex(/^[a-z][a-z-]{0,62}$/),
          z.describe(
            'What it is for, such as `door`; docs/me.md tells of each. New ones will come.',
          ),
        ),
      expiresAt: momentOf('It cannot be read any more, and is of no use.'),
    }),
  },
  'privacy-request.opened.v1': {
    type: 'privacy-request.opened.v1',
    title: 'A person asks for what is theirs',
    sentWhen:
      'A privacy request was taken in. `state` tells whether who asks is still to be verified.',
    readBy:
      'The hub itself (`detail.spoke` is always `hub`): privacy officers and their dashboards.',
    detail: z.strictObject({
      metadata: runMetadata,
      spoke: z
        .literal('hub')
        .check(z.describe('Whose it is decides the hub; spokes hear of it with their order.')),
      requestId,
      rights: requestRightsAsked,
      customerId: z.optional(
        customerId.check(z.describe('Whom it is about, where that is known already.')),
      ),
      channel: z.enum(requestChannels).check(z.describe('By what way it came.')),
      state: z
        .enum(['received', 'verified', 'in-progress', 'duplicate'])
        .check(z.describe('As it was taken in.')),
    }),
  },
  'privacy-request.task.v1': {
    type: 'privacy-request.task.v1',
    title: 'A spoke has to act on a privacy request',
    sentWhen:
      'A privacy request was verified and approved, and this spoke holds the person’s data or has received it. Its own source ids are read at `GET /v1/privacy-requests/{requestId}/orders/{spoke}`.',
    readBy:
      'The spoke it names: it acts, and answers at `POST /v1/privacy-requests/{requestId}/acknowledgements/{spoke}`, as often as it likes.',
    detail: z.strictObject({
      metadata: runMetadata,
      spoke: spokeName,
      requestId,
      rights: requestRightsAsked,
      customerId,
      dueAt: momentOf('When the answer is due; somebody is told when it is late.'),
      mandatory: z
        .boolean()
        .check(z.describe('Whether the request stays open until this spoke has answered.')),
    }),
  },
  'privacy-request.due.v1': {
    type: 'privacy-request.due.v1',
    title: 'Something about a privacy request is due soon, or late',
    sentWhen:
      'A clock of an open privacy request comes to its end: some days before, shortly before, and when it is too late. Each is told once; when they come, `PUT /v1/privacy-targets` says.',
    readBy:
      'The hub itself: whoever answers for privacy requests. Of a spoke’s own order that spoke, too.',
    detail: z.strictObject({
      metadata: runMetadata,
      spoke: spokeName,
      requestId,
      rights: requestRightsAsked,
      kind: z
        .enum(['remind', 'escalate', 'overdue'])
        .check(z.describe('`overdue`: the moment has passed, and it was not done.')),
      clock: z.enum(clockKinds).check(z.describe('What is due; `task`: what a spoke is to do.')),
      ofSpoke: z.optional(spokeName.check(z.describe('Whose order it is.'))),
      dueAt: momentOf('The last moment in time.'),
    }),
  },
  'privacy-request.agent-status.v1': {
    type: 'privacy-request.agent-status.v1',
    title: 'An authorised agent is to be told how far its request is',
    sentWhen:
      'The status of a privacy request, as the Data Rights Protocol names it, changes, and its agent gave an address to be called at.',
    readBy:
      'The hub itself (`detail.spoke` is always `hub`): the function that calls the agent with the status of that moment.',
    detail: z.strictObject({
      metadata: runMetadata,
      spoke: spokeName,
      requestId,
      status: z.enum(drpStatuses).check(z.describe('In the protocol’s words (3.02).')),
      reason: z.optional(z.enum(drpReasons).check(z.describe('The same.'))),
    }),
  },
  'privacy-request.closed.v1': {
    type: 'privacy-request.closed.v1',
    title: 'A privacy request has ended',
    sentWhen: 'A privacy request was fulfilled, in whole or in part, or came to another end.',
    readBy: 'The hub itself, and every spoke that had an order.',
    detail: z.strictObject({
      metadata: runMetadata,
      spoke: spokeName,
      requestId,
      rights: requestRightsAsked,
      state: z
        .enum(['fulfilled', 'partly-fulfilled', 'rejected', 'withdrawn', 'unverified', 'duplicate'])
        .check(z.describe('How it ended.')),
    }),
  },
  'consent-rehearsal.finished.v1': {
    type: 'consent-rehearsal.finished.v1',
    title: 'A rehearsal of a change of consent rules has ended',
    sentWhen:
      'It was decided for all customers what a purpose, a notice or sign-offs of rules would change, or the rehearsal failed or was cancelled before. Nothing was put; that is its activation.',
    readBy:
      'The hub itself (`detail.spoke` is always `hub`): who governs consent. The result is read at `GET /v1/consent-rehearsals/{runId}`.',
    detail: z.strictObject({
      metadata: runMetadata,
      spoke: z
        .literal('hub')
        .check(z.describe('A rehearsal is over all customers; no other spoke hears of it.')),
      runId: z
        .string()
        .check(
          z.regex(/^run_[0-9a-z]{26}$/),
          z.describe('A rehearsal’s id: `GET /v1/consent-rehearsals/{runId}`.'),
        ),
      state: importState,
      kind: z.enum(['purpose', 'notice', 'sign-offs']).check(z.describe('What was to be put.')),
      customers: count('Living customers for whom it was decided.'),
      gains: count('Answers, one per customer, purpose and channel, that would become yes.'),
      loses: count('Answers that would become no.'),
    }),
  },
  'retention-run.finished.v1': {
    type: 'retention-run.finished.v1',
    title: 'A retention run has ended',
    sentWhen:
      'It was looked at all customers, or at those of one schema, for what nothing keeps any more; or the run failed. A dry run has changed nothing.',
    readBy:
      'The hub itself (`detail.spoke` is always `hub`): privacy officers. The report is read at `GET /v1/retention-runs/{runId}`.',
    detail: z.strictObject({
      metadata: runMetadata,
      spoke: z
        .literal('hub')
        .check(z.describe('A run is over all customers; no other spoke hears of it.')),
      runId: z
        .string()
        .check(
          z.regex(/^run_[0-9a-z]{26}$/),
          z.describe('A retention run’s id: `GET /v1/retention-runs/{runId}`.'),
        ),
      state: z.enum(['finished', 'failed']).check(z.describe('How it ended.')),
      dryRun: z.boolean().check(z.describe('Whether it only told what it would do.')),
      customers: count('Living customers that were looked at.'),
      customersRunOut: count('Customers whom nothing keeps any more.'),
      attributesRunOut: count('Attributes that ran out, one per customer and attribute.'),
    }),
  },
  'access.glass-broken.v1': {
    type: 'access.glass-broken.v1',
    title: 'Somebody broke the glass',
    sentWhen:
      'A person or a machine took the right to see everything for a while, in its units or of one customer. Why, stands in the audit: `GET /v1/audit?object=glass:{glassId}`.',
    readBy:
      'The hub itself (`detail.spoke` is always `hub`): who watches over access; the alarm `glass-broken` rings as well.',
    detail: z.strictObject({
      metadata: runMetadata,
      spoke: z
        .literal('hub')
        .check(z.describe('It concerns those who watch over access; no other spoke hears of it.')),
      glassId,
      orgUnits: z
        .array(orgUnitName)
        .check(z.describe('Everything may be seen of customers in these units and below.')),
      customerId: z.optional(customerId),
      endsAt: momentOf('When it ends, unless it is ended before.'),
    }),
  },
  'audit.checkpoint.v1': {
    type: 'audit.checkpoint.v1',
    title: 'A checkpoint of the audit was signed',
    sentWhen:
      'The hub signed the root of a hash tree over the audit entries of some time, of all chains. Whoever keeps these events can show later that an entry was changed or removed.',
    readBy:
      'The hub itself (`detail.spoke` is always `hub`): auditors, and a place outside of the hub where checkpoints are kept.',
    detail: z.strictObject({
      metadata: runMetadata,
      spoke: z
        .literal('hub')
        .check(z.describe('A checkpoint is over the whole hub; no other spoke hears of it.')),
      number: z.int().check(z.positive(), z.describe('From 1, without gaps.')),
      previous: hash('SHA-256 of the claims of the checkpoint before; zeros for the first.'),
      from: momentOf('Entries written from here on …'),
      to: momentOf('… up to here, this instant not included.'),
      leaves: count('Entries that it covers.'),
      root: hash('Root of the tree over them.'),
      jws: compactJws,
    }),
  },
} as const satisfies Record<string, EventContract>;

export type EventType = keyof typeof eventContracts;
export type CustomerEventType = Extract<EventType, `customer.${string}`>;

/** What `detail` holds, by detail-type. */
export type EventDetails = {
  readonly [T in EventType]: z.output<(typeof eventContracts)[T]['detail']>;
};
export type CustomerEventDetail = EventDetails[CustomerEventType];

export const eventTypes = Object.keys(eventContracts) as readonly EventType[];
