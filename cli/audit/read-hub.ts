import { type connect, Problem } from '#client/client';
import type { AuditEntry } from '#core/audit/audit-entry';
import type { Checkpoint, CheckpointClaims } from '#core/audit/checkpoint';

export type Hub = ReturnType<typeof connect>;

const pageSize = 200;
/** The longest range that the hub answers at once. */
const windowMs = 31 * 24 * 3600 * 1000;

/** The whole chain of an object. */
export async function* entriesOf(hub: Hub, object: string): AsyncGenerator<AuditEntry> {
  yield* pages((cursor) => hub('listAudit', { query: { object, limit: pageSize, ...cursor } }));
}

/** What was written in a range, in that order. */
export async function* entriesIn(hub: Hub, from: string, to: string): AsyncGenerator<AuditEntry> {
  for (let startMs = Date.parse(from); startMs < Date.parse(to); startMs += windowMs) {
    const range = {
      from: new Date(startMs).toISOString(),
      to: new Date(Math.min(startMs + windowMs, Date.parse(to))).toISOString(),
    };
    yield* pages((cursor) => hub('listAudit', { query: { ...range, limit: pageSize, ...cursor } }));
  }
}

interface Page<T> {
  readonly items: readonly T[];
  readonly cursor?: string | undefined;
}

async function* pages<T>(
  read: (cursor: { readonly cursor?: string }) => Promise<Page<T>>,
): AsyncGenerator<AuditEntry> {
  let cursor: string | undefined;
  do {
    const page = await read(cursor === undefined ? {} : { cursor });
    // The contract of the route is this shape; what it does not name is under the hash all the same.
    yield* page.items as readonly unknown[] as readonly AuditEntry[];
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** Those that reach behind `since`, oldest first, each with its leaves. */
export async function* checkpointsSince(
  hub: Hub,
  since: string,
): AsyncGenerator<Checkpoint & { readonly claims: CheckpointClaims }> {
  let cursor: string | undefined;
  do {
    const page = await hub('listCheckpoints', {
      query: { limit: pageSize, ...(cursor === undefined ? {} : { cursor }) },
    });
    for (const claims of page.items) {
      if (claims.to <= since) continue;
      const checkpoint = await hub('readCheckpoint', { params: { number: claims.number } });
      yield { ...checkpoint, claims };
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** When the first checkpoint begins; `undefined` where there is none. */
export async function firstCheckpointFrom(hub: Hub): Promise<string | undefined> {
  const page = await hub('listCheckpoints', { query: { limit: 1 } });
  return page.items[0]?.from;
}

/** What went wrong between here and the hub, for a person. */
export const troubleOf = (error: unknown): string =>
  error instanceof Problem
    ? `the hub answered ${error.status}: ${error.message}`
    : error instanceof Error
      ? `${error.message}${error.cause instanceof Error ? ` (${error.cause.message})` : ''}`
      : 'unknown';
