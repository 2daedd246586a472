import type { ImportJob } from '#core/import/import-job';
import { type RawRecord, recordScanner } from '#core/import/scan-records';
import { Refusal } from '#core/kernel/refusal';
import { ObjectChanged } from '#store/object-changed';
import type { WorkObjects } from '#store/work-objects';
import { uploadKey } from './import-objects.ts';

/** As much as the body of one PUT record. */
const mostRecordBytes = 256 * 1024;

/**
 * The records of the upload from one byte to another, in groups as they arrive; a group is valid until
 * the next. Refuses an upload that is not the one that the import was started with.
 */
export async function* scanUpload(
  { importId, request, uploadTag }: ImportJob,
  from: { readonly offset: number; readonly line: number },
  to: number,
  work: Pick<WorkObjects, 'read'>,
): AsyncGenerator<readonly RawRecord[]> {
  const scanner = recordScanner({
    quotes: request.format === 'csv',
    delimiter: request.delimiter,
    ...from,
    mostRecordBytes,
  });
  try {
    for await (const bytes of work.read(uploadKey(importId), from.offset, to, uploadTag))
      yield scanner.push(bytes);
  } catch (error) {
    throw error instanceof ObjectChanged ? new Refusal('import.upload-changed') : error;
  }
  yield scanner.end();
}
