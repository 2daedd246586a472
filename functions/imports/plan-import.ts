import { type Columns, columnsOf } from '#core/import/columns';
import {
  hasEnded,
  type ImportChunk,
  type ImportJob,
  type ImportPlan,
} from '#core/import/import-job';
import { Refusal } from '#core/kernel/refusal';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { readSchema } from '#functions/shared/context';
import { failImport } from './end-import.ts';
import { cellsOf, textOf } from './read-line.ts';
import { scanUpload } from './scan-upload.ts';
import type { ImportServices } from './services.ts';

/** What the workflow does next. */
export type Planned =
  | { readonly state: 'load'; readonly chunks: readonly number[] }
  | { readonly state: 'done' };

/** The workflow loads eight at once, and asks again after these. */
export const chunksAtOnce = 32;

/** As much as a function holds. What it makes of the history of executions: test/workflows/import-history.test.ts. */
export const mostChunkBytes = 8 * 1024 ** 2;
const leastChunkBytes = 64 * 1024;
/** A small upload becomes this many, so that several are loaded at once, too. */
const chunksOfSmallUpload = 32;

/**
 * The chunks to load next: those left over from an earlier call, else the next ones of the upload,
 * which is read as a stream and never held. Calling it again changes nothing.
 */
export async function planImport(importId: string, services: ImportServices): Promise<Planned> {
  const job = await services.imports.read(importId);
  if (job === undefined) throw new Error('there is no such import');
  if (hasEnded(job.state) || job.state === 'cancelling') return { state: 'done' };

  const { plan } = job;
  const left = await services.imports.chunks(importId, plan.openFrom, plan.chunks);
  const open = left.filter(({ position, to }) => position < to).map(({ number }) => number);
  if (open.length > 0) return { state: 'load', chunks: open };
  if (plan.isComplete) return { state: 'done' };

  try {
    const added = await cut(job, services);
    await services.imports.addChunks(importId, plan, added, added.columns);
    services.log('import planned', { importId, ...added.plan });
    return added.chunks.length === 0
      ? { state: 'done' }
      : { state: 'load', chunks: added.chunks.map(({ number }) => number) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await failImport(job, { code: error.code, errors: error.violations }, services);
    return { state: 'done' };
  }
}

interface Cut {
  readonly plan: ImportPlan;
  readonly chunks: readonly ImportChunk[];
  readonly columns?: Columns;
}

async function cut(job: ImportJob, services: ImportServices): Promise<Cut> {
  const { plan, request } = job;
  const bytesEach = Math.min(
    mostChunkBytes,
    Math.max(leastChunkBytes, Math.ceil(request.bytes / chunksOfSmallUpload)),
  );
  const schema = await readSchema(services, request.schema);
  const chunks: ImportChunk[] = [];
  let columns = job.columns;
  let open: ImportChunk | undefined;
  let [offset, line] = [plan.offset, plan.line];
  const close = () => {
    if (open !== undefined) chunks.push(open);
    open = undefined;
  };
  const planUpTo = (isComplete: boolean): Cut => ({
    plan: {
      offset,
      line,
      chunks: plan.chunks + chunks.length,
      openFrom: plan.chunks + 1,
      isComplete,
    },
    chunks,
    ...(columns === undefined || job.columns !== undefined ? {} : { columns }),
  });

  for await (const records of scanUpload(job, plan, request.bytes, services.work))
    for (const record of records) {
      if (request.format === 'csv' && columns === undefined)
        columns = readHeader(record.bytes, job, schema);
      else {
        open = {
          number: plan.chunks + chunks.length + 1,
          from: open?.from ?? record.from,
          to: record.to,
          line: open?.line ?? record.line,
          position: open?.from ?? record.from,
          rejectsAt: [],
        };
        if (open.to - open.from >= bytesEach) close();
      }
      [offset, line] = [record.to, record.nextLine];
      if (chunks.length === chunksAtOnce) return planUpTo(false);
    }
  close();
  if (request.format === 'csv' && columns === undefined) throw headerMissing();
  return planUpTo(true);
}

function readHeader(bytes: Uint8Array, { request }: ImportJob, schema: CustomerSchema): Columns {
  const found = columnsOf(cellsOf(textOf(bytes), request.delimiter), request, schema);
  if ('violations' in found) throw new Refusal('import.header-invalid', found.violations);
  return found.columns;
}

const headerMissing = () =>
  new Refusal('import.header-invalid', [
    { pointer: '', rule: 'header', message: 'the file has no line' },
  ]);
