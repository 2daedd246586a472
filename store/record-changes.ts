import type { Member, SourceRecord } from '#core/identity/customer';
import { canonical } from '#core/kernel/canonical';
import type { Json } from '#core/kernel/types';

/** What differs between two states of the source records of some customers. */
export interface RecordChanges {
  readonly put: readonly { readonly memberId: string; readonly record: SourceRecord }[];
  readonly deleted: readonly { readonly memberId: string; readonly record: SourceRecord }[];
  /** `from` absent: new in the hub. `to` absent: gone from it. */
  readonly crosswalks: readonly {
    readonly record: SourceRecord;
    readonly from?: string;
    readonly to?: string;
  }[];
}

export function recordChanges(
  before: ReadonlyMap<string, Member>,
  after: ReadonlyMap<string, Member>,
): RecordChanges {
  const [was, is] = [places(before), places(after)];
  const put: RecordChanges['put'][number][] = [];
  const deleted: RecordChanges['deleted'][number][] = [];
  const crosswalks: RecordChanges['crosswalks'][number][] = [];
  for (const [name, now] of is) {
    const then = was.get(name);
    const moved = then?.memberId !== now.memberId;
    if (moved || !isEqual(then.record, now.record)) put.push(now);
    if (then === undefined) crosswalks.push({ record: now.record, to: now.memberId });
    else if (moved) {
      deleted.push(then);
      crosswalks.push({ record: now.record, from: then.memberId, to: now.memberId });
    }
  }
  for (const [name, then] of was)
    if (!is.has(name)) {
      deleted.push(then);
      crosswalks.push({ record: then.record, from: then.memberId });
    }
  return { put, deleted, crosswalks };
}

const places = (members: ReadonlyMap<string, Member>) =>
  new Map(
    [...members].flatMap(([memberId, { records }]) =>
      records.map((record) => [canonical([record.spoke, record.sourceId]), { memberId, record }]),
    ),
  );

export const isEqual = (one: unknown, other: unknown): boolean =>
  canonical(one as Json) === canonical(other as Json);
