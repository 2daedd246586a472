import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { placeIn } from './customer-items.ts';
import { kindOf, olderFormatOf, upgradedValue } from './item-format.ts';
import type { Key } from './keys.ts';
import { inParallel, type ScanPlace, scanSegment } from './scan-segment.ts';
import { seal, unseal } from './seal.ts';
import type { Item, TableClient } from './table-client.ts';
import type { Vault } from './vault.ts';

export interface UpgradePage {
  readonly cursor?: string;
  readonly seen: number;
  readonly upgraded: number;
  /** Written by somebody else meanwhile, and so in the newest format. */
  readonly overtaken: number;
}

export interface UpgradeItems {
  /** Writes what a page of the main table holds in older formats in the newest one. Idempotent. */
  upgradePage(place: ScanPlace): Promise<UpgradePage>;
}

interface UpgradeOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Pick<Vault, 'subjectKeys'>;
  readonly tenant: string;
}

export const makeUpgradeItems = (options: UpgradeOptions): UpgradeItems => ({
  async upgradePage(place) {
    const { items, cursor } = await scanSegment(options.client, options.table, place);
    const older = items.filter((item) => olderFormatOf(item) !== undefined);
    const keys = await options.vault.subjectKeys(older.flatMap((item) => subjectOf(item) ?? []));
    const written = await inParallel(older, (item) =>
      write(options, item, inNewForm(item, options.tenant, keys)),
    );
    const upgraded = written.filter(Boolean).length;
    return {
      ...(cursor === undefined ? {} : { cursor }),
      seen: items.length,
      upgraded,
      overtaken: older.length - upgraded,
    };
  },
});

/** What of each kind is sealed: by attribute, under which name and with which number it was bound. */
const sealedParts: Readonly<
  Record<string, (item: Item) => readonly (readonly [string, string, unknown])[]>
> = {
  'CUS/HEAD': ({ revision }) => [
    ['golden', 'golden', revision],
    ['pins', 'pins', revision],
  ],
  'CUS/REC': ({ SK, version }) => [['sealed', String(SK), version]],
  'CUS/VER': ({ sequence }) => [['sealed', 'version', sequence]],
};

const subjectOf = (item: Item): string | undefined =>
  sealedParts[kindOf(keyOf(item))] && String(item.PK).slice('CUS#'.length);

/** Its clear part is in the newest form already; what no key opens any more stays as it is. */
function inNewForm(item: Item, tenant: string, keys: ReadonlyMap<string, Uint8Array>): Item {
  const subject = subjectOf(item);
  const key = subject === undefined ? undefined : keys.get(subject);
  if (subject === undefined || key === undefined) return item;
  const again = (sealedParts[kindOf(keyOf(item))]?.(item) ?? []).flatMap(
    ([attribute, name, version]) => {
      const sealed = item[attribute];
      if (!(sealed instanceof Uint8Array)) return [];
      const place = placeIn(tenant, subject, name, Number(version));
      const value = upgradedValue(item, attribute, unseal(key, sealed, place));
      return [[attribute, seal(key, value, place)] as const];
    },
  );
  return { ...item, ...Object.fromEntries(again) };
}

/** False where somebody else wrote it since it was read. */
async function write({ client, table }: UpgradeOptions, read: Item, next: Item): Promise<boolean> {
  const { revision, version, auditSequence } = read;
  const counters = Object.entries({ revision, version, auditSequence }).filter(
    ([, value]) => typeof value === 'number',
  );
  const format = olderFormatOf(read);
  const isAsRead =
    format === 1 ? '(attribute_not_exists(#format) OR #format = :format)' : '#format = :format';
  try {
    await client.send(
      new PutCommand({
        TableName: table,
        Item: { ...next },
        ConditionExpression: [
          'attribute_exists(PK)',
          isAsRead,
          ...counters.map(([name]) => `#${name} = :${name}`),
        ].join(' AND '),
        ExpressionAttributeNames: Object.fromEntries(
          ['format', ...counters.map(([name]) => name)].map((name) => [`#${name}`, name]),
        ),
        ExpressionAttributeValues: Object.fromEntries([
          [':format', format],
          ...counters.map(([name, value]) => [`:${name}`, value]),
        ]),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

const keyOf = ({ PK, SK }: Item): Key => ({ PK: String(PK), SK: String(SK) });
