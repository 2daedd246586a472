import * as z from 'zod';
import type { ImportJob } from '#core/import/import-job';
import { Refusal } from '#core/kernel/refusal';
import type { readRejects } from './contract.ts';
import { findImport } from './find-import.ts';
import { rejectsKey } from './import-objects.ts';
import type { RejectedLine } from './load-chunk.ts';
import type { HandleImport, ImportServices } from './services.ts';

/** Where the next page begins: chunk, batch in it, line in that. */
const position = z.tuple([z.int().min(1), z.int().min(0), z.int().min(0)]);
type Position = z.output<typeof position>;

const chunksAtOnce = 50;

/** Reads rejected lines in the order of the file, object by object. */
export const handleReadRejects: HandleImport<typeof readRejects> = async (
  { params, query, caller },
  services,
) => {
  const job = await findImport(params.importId, caller, services);
  const from = query.cursor === undefined ? ([1, 0, 0] as const) : positionIn(query.cursor);
  const items: RejectedLine[] = [];
  for await (const [at, line] of rejectsFrom(job, from, services)) {
    if (items.length === query.limit)
      return { items, cursor: Buffer.from(JSON.stringify(at)).toString('base64url') };
    items.push(line);
  }
  return { items };
};

async function* rejectsFrom(
  { importId, plan }: ImportJob,
  [firstChunk, firstBatch, firstLine]: Readonly<Position>,
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
  try {
    return position.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new Refusal('request.invalid', [
      { pointer: '/cursor', rule: 'cursor', message: 'is not one of ours', in: 'query' },
    ]);
  }
}
