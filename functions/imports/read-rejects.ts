import { classificationsIn } from '#core/access/readable';
import type { ImportJob } from '#core/import/import-job';
import { Refusal } from '#core/kernel/refusal';
import type { Access } from '#functions/shared/access';
import { readSchema } from '#functions/shared/context';
import { recordSight } from '#functions/shared/sight';
import { anyUse, isForPurpose } from '#functions/shared/use-of';
import { cursorOf, numbersOf } from '#store/cursor';
import type { readRejects } from './contract.ts';
import { findImport } from './find-import.ts';
import { rejectsKey } from './import-objects.ts';
import type { RejectedLine } from './load-chunk.ts';
import type { HandleImport, ImportServices } from './services.ts';

/** Where the next page begins: chunk, batch in it, line in that. */
type Position = readonly [chunk: number, batch: number, line: number];

const chunksAtOnce = 50;

/** Reads rejected lines in the order of the file, object by object. */
export const handleReadRejects: HandleImport<typeof readRejects> = async (
  { params, query, access },
  services,
) => {
  const job = await findImport(params.importId, 'import:read', access, services);
  const isShown = await readsWholeRecords(job, access, services);
  const from = query.cursor === undefined ? ([1, 0, 0] as const) : positionIn(query.cursor);
  const items: (RejectedLine | ReturnType<typeof withoutRecord>)[] = [];
  for await (const [at, line] of rejectsFrom(job, from, services)) {
    if (items.length === query.limit) return { items, cursor: cursorOf(at) };
    if (isShown) access.sensitiveShown.add('record');
    items.push(isShown ? line : withoutRecord(line));
  }
  return { items };
};

/** A line is text: who may not read every value of its schema is not shown it. */
async function readsWholeRecords(
  { request }: ImportJob,
  access: Access,
  services: Pick<ImportServices, 'governance'>,
): Promise<boolean> {
  // Nobody knows whose a rejected line is: for a purpose, which asks the person, it is not shown.
  if (isForPurpose(access)) return false;
  const { mayRead } = recordSight(access, { spoke: request.spoke }, anyUse);
  const { attributes } = await readSchema(services, request.schema);
  return classificationsIn(attributes).every(([name, each]) => mayRead(each, name));
}

const withoutRecord = ({ record: _, ...line }: RejectedLine) => line;

async function* rejectsFrom(
  { importId, plan }: ImportJob,
  [firstChunk, firstBatch, firstLine]: Position,
  { imports, work }: ImportServices,
): AsyncGenerator<readonly [Position, RejectedLine]> {
  for (let number = firstChunk; number <= plan.chunks; number += chunksAtOnce) {
    const chunks = await imports.chunks(
      importId,
      number,
      Math.min(number + chunksAtOnce - 1, plan.chunks),
    );
    for (const chunk of chunks)
      for (const [batch, at] of chunk.rejectsAt.entries()) {
        const isFirst = chunk.number === firstChunk;
        if (isFirst && batch < firstBatch) continue;
        const text = await work.text(rejectsKey(importId, chunk.number, at));
        if (text === undefined) throw new Refusal('import.rejects-expired');
        for (const [index, line] of text.trimEnd().split('\n').entries())
          if (!isFirst || batch > firstBatch || index >= firstLine)
            yield [[chunk.number, batch, index], JSON.parse(line) as RejectedLine];
      }
  }
}

function positionIn(cursor: string): Position {
  const [chunk = 1, batch = 0, line = 0] = numbersOf(cursor, 3);
  return [chunk, batch, line];
}
