import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Columns } from '#core/import/columns';
import type {
  ImportChunk,
  ImportCounts,
  ImportFailure,
  ImportJob,
  ImportPlan,
  ImportState,
} from '#core/import/import-job';
import { hasEnded } from '#core/import/import-job';
import { type AuditTail, emptyAuditTail, nextAuditItem } from './audit-chain.ts';
import { CommitConflict } from './commit-conflict.ts';
import { importChunkKey, importKey, importPartition, type Key, noticeKey } from './keys.ts';
import type { Notice } from './notice.ts';
import { pause } from './pause.ts';
import type { Change } from './ports.ts';
import { queryAll, type TableClient } from './table-client.ts';
import { type Action, transact } from './transact.ts';
import { systemSubject, type Vault } from './vault.ts';

/** Imports, their chunks, and how far each has come. */
export interface Imports {
  create(job: ImportJob, change: Change): Promise<void>;
  read(importId: string): Promise<ImportJob | undefined>;
  /** Which upload is loaded; the first word holds. */
  keepUpload(importId: string, uploadTag: string): Promise<void>;
  /** Moves the state where it is one of `from`; answers the import as it is then, changed or not. */
  move(
    importId: string,
    from: readonly ImportState[],
    to: ImportState,
    change: Change,
    failure?: ImportFailure,
  ): Promise<ImportJob | undefined>;
  /** Adds chunks where the plan still ends at `before`; else throws `CommitConflict`. */
  addChunks(
    importId: string,
    before: ImportPlan,
    added: { readonly plan: ImportPlan; readonly chunks: readonly ImportChunk[] },
    columns?: Columns,
  ): Promise<void>;
  chunks(importId: string, from: number, to: number): Promise<readonly ImportChunk[]>;
  /**
   * A batch is loaded: the chunk's position and the import's counts move together, once. Throws
   * `CommitConflict` where the chunk is no longer at `before`.
   */
  advance(
    importId: string,
    before: ImportChunk,
    after: ImportChunk,
    counts: ImportCounts,
  ): Promise<void>;
}

interface ImportItem extends Key, AuditTail, ImportJob {}

/** How long chunks are kept: longer than what they point to. */
const chunkDays = 30;

interface ImportsOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Pick<Vault, 'systemKey'>;
  readonly tenant: string;
  readonly nowMs: () => number;
}

export function makeImports({ client, table, vault, tenant, nowMs }: ImportsOptions): Imports {
  const readItem = async (importId: string) => {
    const answer = await client.send(
      new GetCommand({ TableName: table, Key: importKey(importId), ConsistentRead: true }),
    );
    return answer.Item as ImportItem | undefined;
  };
  const audited = async (importId: string, tail: AuditTail, change: Change, changed: string[]) =>
    nextAuditItem(
      tail,
      { object: `import:${importId}`, ...change, changed },
      { key: await vault.systemKey(), tenant, subject: systemSubject, nowMs },
    );
  const put = (Item: object): Action => ({
    Put: { TableName: table, Item: { ...Item }, ConditionExpression: 'attribute_not_exists(PK)' },
  });

  const move: Imports['move'] = async (importId, from, to, change, failure) => {
    for (let attempt = 0; ; attempt += 1) {
      const item = await readItem(importId);
      if (item === undefined || !from.includes(item.state)) return jobOf(item);
      const moved = { ...item, ...movedTo(to, change, failure) };
      const audit = await audited(importId, item, change, ['state']);
      const actions: readonly Action[] = [
        updateState(table, item, moved, audit.tail),
        put(audit.item),
        ...(hasEnded(to) ? [put(noticeItem(moved, change))] : []),
      ];
      try {
        await transact(client, actions);
        return jobOf(moved);
      } catch (error) {
        if (!(error instanceof CommitConflict)) throw error;
        await pause(attempt);
      }
    }
  };

  return {
    move,
    async create(job, change) {
      const audit = await audited(
        job.importId,
        emptyAuditTail,
        change,
        Object.keys(job.request).toSorted(),
      );
      await transact(client, [
        put({ ...importKey(job.importId), ...job, ...audit.tail }),
        put(audit.item),
      ]);
    },
    async read(importId) {
      return jobOf(await readItem(importId));
    },
    async keepUpload(importId, uploadTag) {
      for (let attempt = 0; ; attempt += 1) {
        try {
          await transact(client, [keepTag(table, importId, uploadTag)]);
          return;
        } catch (error) {
          if (!(error instanceof CommitConflict)) throw error;
          await pause(attempt);
        }
      }
    },
    async addChunks(importId, before, { plan, chunks }, columns) {
      const expiresAtSeconds = Math.floor(nowMs() / 1000) + chunkDays * 24 * 3600;
      await transact(client, [
        {
          Update: {
            TableName: table,
            Key: importKey(importId),
            UpdateExpression: `SET #plan = :plan${columns === undefined ? '' : ', #columns = :columns'}`,
            ConditionExpression: '#plan.#offset = :offset AND #plan.isComplete = :complete',
            ExpressionAttributeNames: {
              '#plan': 'plan',
              '#offset': 'offset',
              ...(columns === undefined ? {} : { '#columns': 'columns' }),
            },
            ExpressionAttributeValues: {
              ':plan': plan,
              ':offset': before.offset,
              ':complete': before.isComplete,
              ...(columns === undefined ? {} : { ':columns': columns }),
            },
          },
        },
        ...chunks.map((chunk) =>
          put({ ...importChunkKey(importId, chunk.number), ...chunk, expiresAtSeconds }),
        ),
      ]);
    },
    async chunks(importId, from, to) {
      if (to < from) return [];
      const items = await queryAll(client, {
        TableName: table,
        KeyConditionExpression: 'PK = :partition AND SK BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':partition': importPartition(importId),
          ':from': importChunkKey(importId, from).SK,
          ':to': importChunkKey(importId, to).SK,
        },
        ConsistentRead: true,
      });
      return items.map(chunkOf);
    },
    async advance(importId, before, after, counts) {
      for (let attempt = 0; ; attempt += 1) {
        try {
          await transact(client, [
            advanceChunk(table, importId, before, after),
            addCounts(table, importId, after.position - before.position, counts),
          ]);
          return;
        } catch (error) {
          // The import's own item is written by every chunk: only a chunk that has moved is lost.
          if (!(error instanceof CommitConflict)) throw error;
          const [chunk] = await this.chunks(importId, before.number, before.number);
          if (chunk?.position !== before.position) throw error;
          await pause(attempt);
        }
      }
    },
  };
}

function movedTo(state: ImportState, change: Change, failure: ImportFailure | undefined) {
  return {
    state,
    ...(state === 'running' && { startedAt: change.at }),
    ...(hasEnded(state) && { endedAt: change.at }),
    ...(failure !== undefined && { failure }),
  };
}

function updateState(
  table: string,
  before: ImportItem,
  after: ImportItem,
  tail: AuditTail,
): Action {
  const set = {
    state: after.state,
    startedAt: after.startedAt,
    endedAt: after.endedAt,
    failure: after.failure,
    ...tail,
  };
  const given = Object.entries(set).filter(([, value]) => value !== undefined);
  return {
    Update: {
      TableName: table,
      Key: importKey(before.importId),
      UpdateExpression: `SET ${given.map(([name]) => `#${name} = :${name}`).join(', ')}`,
      ConditionExpression: '#auditSequence = :read',
      ExpressionAttributeNames: Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
        ':read': before.auditSequence,
      },
    },
  };
}

const keepTag = (table: string, importId: string, uploadTag: string): Action => ({
  Update: {
    TableName: table,
    Key: importKey(importId),
    UpdateExpression: 'SET uploadTag = if_not_exists(uploadTag, :uploadTag)',
    ConditionExpression: 'attribute_exists(PK)',
    ExpressionAttributeValues: { ':uploadTag': uploadTag },
  },
});

const advanceChunk = (
  table: string,
  importId: string,
  before: ImportChunk,
  after: ImportChunk,
): Action => ({
  Update: {
    TableName: table,
    Key: importChunkKey(importId, before.number),
    UpdateExpression: 'SET #position = :to, #line = :line, rejectsAt = :rejectsAt',
    ConditionExpression: '#position = :from',
    ExpressionAttributeNames: { '#position': 'position', '#line': 'line' },
    ExpressionAttributeValues: {
      ':from': before.position,
      ':to': after.position,
      ':line': after.line,
      ':rejectsAt': after.rejectsAt,
    },
  },
});

function addCounts(table: string, importId: string, bytes: number, counts: ImportCounts): Action {
  const names = Object.keys(counts) as (keyof ImportCounts)[];
  return {
    Update: {
      TableName: table,
      Key: importKey(importId),
      UpdateExpression: `SET bytesLoaded = bytesLoaded + :bytes, ${names
        .map((name) => `#counts.#${name} = #counts.#${name} + :${name}`)
        .join(', ')}`,
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeNames: {
        '#counts': 'counts',
        ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
      },
      ExpressionAttributeValues: {
        ':bytes': bytes,
        ...Object.fromEntries(names.map((name) => [`:${name}`, counts[name]])),
      },
    },
  };
}

function noticeItem(
  { importId, request, state, counts, correlationId }: ImportJob,
  { actor, at }: Change,
): Key & Notice {
  const type = 'import.finished.v1';
  return {
    ...noticeKey(importPartition(importId), type),
    type,
    id: importId,
    spoke: request.spoke,
    at,
    actor,
    correlationId,
    facts: { importId, state, counts },
  };
}

function jobOf(item: ImportItem | undefined): ImportJob | undefined {
  if (item === undefined) return undefined;
  const { PK: _, SK: __, auditSequence: ___, auditHash: ____, ...job } = item;
  return job;
}

// Chunks are written by this module alone, from an `ImportChunk`.
const chunkOf = (item: Readonly<Record<string, unknown>>): ImportChunk => {
  const { number, from, to, line, position, rejectsAt } = item as unknown as ImportChunk;
  return { number, from, to, line, position, rejectsAt };
};
