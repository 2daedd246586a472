import {
  type ImportChunk,
  type ImportCounts,
  type ImportJob,
  type ImportOutcome,
  noCounts,
} from '#core/import/import-job';
import type { RawRecord } from '#core/import/scan-records';
import { Refusal, refusals, type Violation } from '#core/kernel/refusal';
import { readSchema } from '#functions/shared/context';
import { ingest } from '#functions/shared/ingest';
import { logFailure } from '#functions/shared/log';
import { addConsents, checkConsents } from '#functions/shared/record-consents';
import { CommitConflict } from '#store/commit-conflict';
import { failImport } from './end-import.ts';
import { rejectsKey } from './import-objects.ts';
import { lineReader, type ReadLine } from './read-line.ts';
import { scanUpload } from './scan-upload.ts';
import type { ImportServices } from './services.ts';

/** A line that was not loaded, as it is kept for the one who repairs it. */
export interface RejectedLine {
  readonly line: number;
  readonly code: string;
  readonly errors: readonly Violation[];
  readonly record: string;
}

export interface Loaded {
  readonly state: 'done' | 'more';
}

/** After so many records the chunk says how far it is: a crash repeats no more than these. */
export const batchSize = 100;
/** More failures than these in one batch are an outage, and no fault of the records. */
const mostFailures = 5;
/** What a batch may take, with all its waiting for other writers. */
export const batchMs = 60_000;

/**
 * Loads one chunk by the very way of PUT record, batch after batch. Where a batch is done, position,
 * counts and rejects move together; so a repeated call goes on behind it and counts nothing twice.
 * `more`: the function's time ends; call it again.
 */
export async function loadChunk(
  importId: string,
  number: number,
  services: ImportServices,
  remainingMs: () => number,
): Promise<Loaded> {
  const [job, [chunk]] = await Promise.all([
    services.imports.read(importId),
    services.imports.chunks(importId, number, number),
  ]);
  if (job === undefined || chunk === undefined) throw new Error('there is no such chunk');
  const { request } = job;
  const read = lineReader(job, await readSchema(services, request.schema));
  const records = await recordsOf(job, chunk, services);
  if (records instanceof Refusal) {
    await failImport(job, { code: records.code, errors: records.violations }, services);
    return { state: 'done' };
  }
  let at = chunk;
  for (const batch of batchesOf(records)) {
    if (!(await isRunning(importId, services))) return { state: 'done' };
    if (remainingMs() < batchMs) return { state: 'more' };
    const next = await loadBatch(job, at, batch, read, services);
    if (next === undefined) return { state: 'more' };
    at = next;
  }
  services.log('chunk loaded', { importId, chunk: number });
  return { state: 'done' };
}

const isRunning = async (importId: string, { imports }: ImportServices): Promise<boolean> => {
  const state = (await imports.read(importId))?.state;
  return state === 'running' || state === 'awaiting-upload';
};

/** What is left of a chunk, which is small enough to be held; or why the upload is not read. */
async function recordsOf(
  job: ImportJob,
  { position, line, to }: ImportChunk,
  { work }: ImportServices,
): Promise<readonly RawRecord[] | Refusal> {
  const records: RawRecord[] = [];
  try {
    for await (const group of scanUpload(job, { offset: position, line }, to, work))
      records.push(...group.map((each) => ({ ...each, bytes: each.bytes.slice() })));
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  return records;
}

function* batchesOf(records: readonly RawRecord[]): Generator<readonly RawRecord[]> {
  for (let from = 0; from < records.length; from += batchSize)
    yield records.slice(from, from + batchSize);
}

interface Outcome {
  readonly outcome: ImportOutcome;
  readonly rejected?: RejectedLine;
}

/** The chunk behind the batch; `undefined` where another call was faster. */
async function loadBatch(
  job: ImportJob,
  before: ImportChunk,
  batch: readonly RawRecord[],
  read: (raw: RawRecord) => ReadLine,
  services: ImportServices,
): Promise<ImportChunk | undefined> {
  const [first, last] = [batch[0], batch.at(-1)];
  if (first === undefined || last === undefined) return before;
  const outcomes: Outcome[] = [];
  // One after the other: neighbours in a file are often the same customer.
  for (const raw of batch) outcomes.push(await loadLine(job, raw, read, services));
  const rejected = outcomes.flatMap((each) => each.rejected ?? []);
  if (rejected.filter(({ code }) => isOurs(code)).length > mostFailures)
    throw new Error('too many records of a batch failed');

  if (rejected.length > 0)
    await services.work.put(
      rejectsKey(job.importId, before.number, first.from),
      rejected.map((line) => `${JSON.stringify(line)}\n`).join(''),
    );
  const after: ImportChunk = {
    ...before,
    position: last.to,
    line: last.nextLine,
    rejectsAt: rejected.length > 0 ? [...before.rejectsAt, first.from] : before.rejectsAt,
  };
  try {
    await services.imports.advance(job.importId, before, after, countsOf(outcomes));
    return after;
  } catch (error) {
    if (error instanceof CommitConflict) return undefined;
    throw error;
  }
}

async function loadLine(
  { importId, request, actor, correlationId, takesConsents }: ImportJob,
  raw: RawRecord,
  read: (raw: RawRecord) => ReadLine,
  services: ImportServices,
): Promise<Outcome> {
  const { spoke, schema } = request;
  try {
    const { consents: stated, ...line } = read(raw);
    if (stated.length > 0 && takesConsents !== true) throw new Refusal('auth.forbidden');
    const record = { spoke, schema, ...line };
    const consents = await checkConsents(stated, record, actor, services);
    const { answer, holder } = await ingest(
      { ...record, newCustomerId: services.newId('cus') },
      { actor, action: 'record.import', correlationId, causationId: importId },
      services,
    );
    await addConsents(consents, holder, correlationId, services);
    return { outcome: answer.outcome };
  } catch (error) {
    return rejection(raw, error);
  }
}

function rejection({ line, bytes }: RawRecord, error: unknown): Outcome {
  const record = Buffer.from(bytes)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (error instanceof Refusal)
    return {
      outcome: 'rejected',
      rejected: { line, code: error.code, errors: error.violations, record },
    };
  logFailure('line not loaded', error, { line });
  return { outcome: 'rejected', rejected: { line, code: 'internal', errors: [], record } };
}

/** The hub failed, not the record. */
const isOurs = (code: string): boolean =>
  code === 'internal' || (refusals[code as keyof typeof refusals]?.[0] ?? 0) >= 500;

function countsOf(all: readonly Outcome[]): ImportCounts {
  const counts: Record<keyof ImportCounts, number> = { ...noCounts, read: all.length };
  for (const { outcome } of all) counts[outcome] += 1;
  return counts;
}
