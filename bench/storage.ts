import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import type { Services } from '#functions/shared/handle';
import { ingest } from '#functions/shared/ingest';
import { itemSize } from '#store/item-size';
import { embeddedStore } from '#test/support/embedded-table';
import { personOf, recordsIn } from './growth/stored-people.ts';
import { mostMembers } from './people/household.ts';
import { sampleSpokeList } from './sample-trust.ts';
import { printTable } from './table.ts';

/** Items and bytes of one kind, for each customer; DynamoDB adds 100 bytes to an item where it bills storage. */
export interface StoredKind {
  readonly kind: string;
  readonly itemsPerCustomer: number;
  readonly bytesPerCustomer: number;
}

export interface StorageResult {
  readonly customers: number;
  readonly records: number;
  readonly kinds: readonly StoredKind[];
}

const at = '2026-06-01T00:00:00.000Z';
const nobodyHeldBack = (seed: number) => ({ seed, probability: 0 });

/** Takes in the records of made-up people and counts what then lies in both tables, kind by kind. */
export async function measureStorage({ seed = 7, people = 400 } = {}): Promise<StorageResult> {
  const store = await embeddedStore();
  const services: Services = {
    ...store,
    clock: () => at,
    newId: (prefix) => `${prefix}_${ulid().toLowerCase()}`,
    log: () => {},
    measure: () => {},
  };
  try {
    for (const { name, style, trust } of sampleSpokeList)
      await services.governance.putSpoke(
        { name, style, trust },
        { actor: 'tok_bench', action: 'bench', correlationId: 'cor_bench', at },
      );
    let records = 0;
    for (let n = 0; n < people; n += 1) {
      const { stored } = recordsIn(personOf(seed, n * mostMembers), nobodyHeldBack(seed));
      for (const record of stored) {
        records += 1;
        await ingest(
          { ...record, newCustomerId: services.newId('cus') },
          { actor: 'tok_bench', action: 'record.upsert', correlationId: 'cor_bench' },
          services,
        );
      }
    }
    const sizes = new Map<string, { items: number; bytes: number }>();
    for (const TableName of Object.values(store.names))
      for await (const { Items = [] } of paginateScan({ client: store.client }, { TableName }))
        for (const item of Items) {
          const kind = kindOf(String(item.PK), String(item.SK));
          const sum = sizes.get(kind) ?? { items: 0, bytes: 0 };
          sizes.set(kind, { items: sum.items + 1, bytes: sum.bytes + itemSize(item) });
        }
    const customers = sizes.get('head')?.items ?? 0;
    return {
      customers,
      records,
      kinds: [...sizes]
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([kind, { items, bytes }]) => ({
          kind,
          itemsPerCustomer: items / customers,
          bytesPerCustomer: bytes / customers,
        })),
    };
  } finally {
    await store.stop();
  }
}

/** docs/architecture.md, "Items of the main table" and "Vault table". */
function kindOf(partition: string, sort: string): string {
  if (partition.startsWith('AUD#customer:')) return 'audit entry';
  if (partition.startsWith('CUS#'))
    return (
      { HEAD: 'head', REC: 'source record', VER: 'version' }[sort.split('#')[0] ?? ''] ?? 'other'
    );
  return (
    { KEY: 'match key', XREF: 'crosswalk', SUB: 'subject key', TSK: 'task', PAIR: 'task' }[
      partition.split('#')[0] ?? ''
    ] ?? 'other'
  );
}

export const printStorage = ({ kinds }: StorageResult): void =>
  printTable(
    kinds.map(({ kind, itemsPerCustomer, bytesPerCustomer }) => ({
      kind,
      'items a customer': itemsPerCustomer.toFixed(2),
      'bytes a customer': Math.round(bytesPerCustomer),
    })),
  );
