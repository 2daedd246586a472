import type * as z from 'zod';
import type { Cause, Commit, StoredCustomer, Transition } from '#core/identity/change';
import { createCustomer } from '#core/identity/create';
import type { Provenance, SourceRecord } from '#core/identity/customer';
import { staysDeleted } from '#core/identity/deleted-record';
import { differenceBetween } from '#core/identity/differ';
import { type RecordErasure, staysErased } from '#core/identity/erased-record';
import { putRecord } from '#core/identity/put-record';
import { Refusal, type Violation } from '#core/kernel/refusal';
import type { JsonObject } from '#core/kernel/types';
import { chooseCandidate } from '#core/matching/admit';
import { emitMatchKeys } from '#core/matching/match-keys';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { validate } from '#core/schema/validate';
import { withNameParts } from '#core/standardise/full-name';
import { standardise } from '#core/standardise/standardise';
import { contextFor } from './context.ts';
import type { ingestAnswer } from './fields.ts';
import type { Services } from './handle.ts';
import { findCandidates, matchKeysFor, recordIdOf, type Weighed, weighRecord } from './matching.ts';
import { withRetry } from './retry.ts';
import { openTask } from './review-task.ts';

export interface Incoming {
  readonly spoke: string;
  readonly sourceId: string;
  readonly schema: string;
  readonly attributes: JsonObject;
  readonly updatedAt: string;
  readonly provenance: Provenance;
  /** The id of the customer if it turns out to be new. */
  readonly newCustomerId: string;
  /** Of a record that is born in the hub: where it belongs. */
  readonly orgUnit?: string;
}

export type IngestAnswer = z.output<typeof ingestAnswer>;

/** What became of a record, and against whom the score in it was weighed where they were not joined. */
export interface Ingested {
  readonly answer: IngestAnswer;
  /** The constituent that the record is of. */
  readonly holder: string;
  readonly against?: StoredCustomer;
}
type Taken = Omit<Ingested, 'answer'> & { readonly answer: Omit<IngestAnswer, 'quality'> };

/**
 * The whole way of a record: validate, standardise, match, link, survive, commit. Repeats and late
 * arrivals change nothing; a writer that was faster makes it start over.
 *
 * Refuses `record.invalid` with pointers into the body. Writes one transaction.
 */
export async function ingest(
  incoming: Incoming,
  cause: Cause,
  services: Services,
): Promise<Ingested> {
  const context = await contextFor(services, incoming.schema);
  refuseAhead(incoming.updatedAt, context.at);
  const { attributes, findings } = admitAttributes(incoming.attributes, context.schema, context.at);
  const record: SourceRecord = {
    spoke: incoming.spoke,
    sourceId: incoming.sourceId,
    schema: incoming.schema,
    attributes,
    updatedAt: incoming.updatedAt,
    receivedAt: context.at,
    provenance: incoming.provenance,
    ...(incoming.orgUnit !== undefined && { orgUnit: incoming.orgUnit }),
  };
  const quality = { completeness: completenessOf(attributes, context.schema), findings };

  const ingested = await withRetry(async () => {
    const { customerId: holder, ...gone } = await services.customers.crosswalkState(record);
    if (gone.deletedAt !== undefined) refuseDeleted(record, gone.deletedAt, context.at);
    if (gone.erasure !== undefined) await refuseErased(record, gone.erasure, context.at, services);
    const [held] = holder === undefined ? [] : await services.customers.load([holder]);
    const taken =
      holder !== undefined && held !== undefined
        ? await update(held, holder, record, context, cause, services)
        : await admitNew(record, incoming.newCustomerId, context, cause, services);
    return { ...taken, answer: { ...taken.answer, quality } };
  });
  services.measure('RecordsIngested', 1, ingested.answer.outcome);
  return ingested;
}

/** What a clock may be wrong by. A record from further ahead would win over every later word. */
const mostAheadHours = 24;

function refuseAhead(updatedAt: string, at: string): void {
  if (Date.parse(updatedAt) - Date.parse(at) <= mostAheadHours * 3_600_000) return;
  const message = `lies more than ${mostAheadHours} hours ahead of the hub's clock`;
  throw new Refusal('record.invalid', [{ pointer: '/updatedAt', rule: 'not-ahead', message }]);
}

function refuseDeleted({ updatedAt }: SourceRecord, deletedAt: string, at: string): void {
  if (!staysDeleted(deletedAt, updatedAt, at)) return;
  const message = `must be later than the deletion at ${deletedAt}`;
  throw new Refusal('record.deleted', [{ pointer: '/updatedAt', rule: 'after-deletion', message }]);
}

/** Counted, and not stored: a spoke that still sends an erased person has not erased it. */
async function refuseErased(
  { spoke, updatedAt }: SourceRecord,
  erasure: RecordErasure,
  at: string,
  services: Pick<Services, 'privacyRequests' | 'measure'>,
): Promise<void> {
  const found = await services.privacyRequests.read(erasure.erasedFor);
  const order = found?.request.orders[spoke];
  const isConfirmed = order?.state === 'done' || order?.state === 'not-found';
  const confirmedAt = isConfirmed ? order.answeredAt : undefined;
  if (!staysErased(erasure, updatedAt, at, confirmedAt)) return;
  services.measure('ErasedRecordsRefused', 1);
  throw new Refusal('record.erased', [
    { pointer: '', rule: 'erased', message: `its person was erased at ${erasure.erasedAt}` },
  ]);
}

type Context = Awaited<ReturnType<typeof contextFor>>;

async function update(
  stored: StoredCustomer,
  holder: string,
  record: SourceRecord,
  context: Context,
  cause: Cause,
  services: Services,
): Promise<Taken> {
  const { customerId } = stored.customer;
  const put = putRecord(stored.customer, holder, record, context);
  if (!('transition' in put)) return { answer: { customerId, outcome: 'unchanged' }, holder };
  await commit([stored], put.transition, [holder], context, cause, services);
  return { answer: { customerId, outcome: 'updated' }, holder };
}

async function admitNew(
  record: SourceRecord,
  newCustomerId: string,
  context: Context,
  cause: Cause,
  services: Services,
): Promise<Taken> {
  const { record: standard } = standardise(record.attributes, context.schema);
  const keys = emitMatchKeys(standard);
  const startedMs = performance.now();
  const candidates = await findCandidates(services, keys, context.schema);
  const weighed = weighRecord(standard, candidates, context.schema);
  services.measure('MatchLatency', Math.round(performance.now() - startedMs));
  const considered = candidates.stored.map((each) => each.customer.customerId);
  const facts = { comparedWith: weighed.length, cappedKeys: candidates.cappedKinds };

  let chosen = choose(weighed);
  if (chosen.outcome === 'link') {
    const { stored, admission } = chosen.with;
    const member = memberOf(stored, admission.bestRecordId);
    const put = putRecord(stored.customer, member, record, context);
    try {
      if ('transition' in put)
        // The others were weighed against the record alone, not against the customer it now belongs to.
        await commit([stored], put.transition, [member], context, cause, services, {
          weighAgain: weighed.length > 1,
        });
      const { decision, because, score } = admission;
      return {
        answer: {
          customerId: stored.customer.customerId,
          outcome: 'linked',
          match: { decision, because, ...facts, score },
        },
        holder: member,
      };
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'customer.too-large') throw error;
      // The customer can hold no more: the record is kept beside it, and a steward is asked.
      chosen = { outcome: 'review', with: [chosen.with], because: 'too-large' };
    }
  }

  const transition = createCustomer(newCustomerId, record, context);
  const opens =
    chosen.outcome === 'review'
      ? chosen.with.map((each) =>
          openTask(
            newCustomerId,
            each.stored.customer.customerId,
            each.admission,
            chosen.because,
            services,
          ),
        )
      : [];
  await commit([], transition, [newCustomerId], context, cause, services, { considered, opens });
  if (opens.length > 0) services.measure('ReviewTasksOpened', opens.length);
  const best = chosen.outcome === 'review' ? chosen.with[0] : undefined;
  return {
    answer: {
      customerId: newCustomerId,
      outcome: chosen.outcome === 'review' ? 'review' : 'created',
      match: {
        decision: chosen.outcome === 'review' ? 'possible-match' : 'no-match',
        because: chosen.outcome === 'review' ? chosen.because : 'nobody-alike',
        ...facts,
        ...(best && { score: best.admission.score }),
        ...(opens.length > 0 && { taskIds: opens.map((task) => task.taskId) }),
      },
    },
    holder: newCustomerId,
    ...(best && { against: best.stored }),
  };
}

type Choice =
  | { readonly outcome: 'link'; readonly with: Weighed }
  | { readonly outcome: 'review'; readonly with: readonly Weighed[]; readonly because: string }
  | { readonly outcome: 'new' };

/** Tasks opened for one record; more would only repeat the same doubt. */
const tasksPerRecord = 3;

function choose(weighed: readonly Weighed[]): Choice {
  const byId = new Map(weighed.map((each) => [each.stored.customer.customerId, each]));
  const choice = chooseCandidate(
    weighed.map(({ stored, admission }) => ({ customerId: stored.customer.customerId, admission })),
  );
  switch (choice.outcome) {
    case 'new':
      return { outcome: 'new' };
    case 'review': {
      const pairs = choice.customerIds.flatMap((id) => byId.get(id) ?? []).slice(0, tasksPerRecord);
      return { outcome: 'review', with: pairs, because: choice.because };
    }
    case 'link': {
      const best = byId.get(choice.customerId);
      if (best === undefined) return { outcome: 'new' };
      // A steward said that two who both look like this record are different people: let a steward choose again.
      const torn = weighed.filter(
        (each) =>
          each !== best &&
          each.admission.decision === 'match' &&
          differenceBetween(each.stored.customer, best.stored.customer),
      );
      return torn.length > 0
        ? {
            outcome: 'review',
            with: [best, ...torn].slice(0, tasksPerRecord),
            because: 'marked-different',
          }
        : { outcome: 'link', with: best };
    }
  }
}

/** The member that holds the record which resembled the new one most. */
const memberOf = ({ customer }: StoredCustomer, bestRecordId: string): string =>
  customer.members.find((member) =>
    member.records.some((record) => recordIdOf(member.customerId, record) === bestRecordId),
  )?.customerId ?? customer.customerId;

async function commit(
  before: readonly StoredCustomer[],
  transition: Transition,
  touched: readonly string[],
  { schema, at }: Context,
  cause: Cause,
  { customers }: Services,
  more: Pick<Commit, 'considered' | 'weighAgain' | 'opens'> = {},
): Promise<void> {
  const matchKeys = matchKeysFor(transition, touched, schema);
  await customers.commit({ before, ...transition, matchKeys, ...more, cause, at });
}

/** Checks what a spoke or a person entered; pointers start at the body. */
export function admitAttributes(
  attributes: JsonObject,
  schema: CustomerSchema,
  at: string,
): { attributes: JsonObject; findings: readonly Violation[] } {
  const checked = validate(attributes, schema, at.slice(0, 10));
  if ('violations' in checked)
    throw new Refusal('record.invalid', checked.violations.map(underAttributes));
  const whole = withNameParts(checked.attributes, schema);
  const { findings } = standardise(whole, schema);
  return { attributes: whole, findings: findings.map(underAttributes) };
}

const underAttributes = (violation: Violation): Violation => ({
  ...violation,
  pointer: `/attributes${violation.pointer}`,
});

const completenessOf = (attributes: JsonObject, schema: CustomerSchema): number =>
  Math.round((Object.keys(attributes).length / Math.max(1, schema.attributes.length)) * 100) / 100;
