import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '#core/kernel/types';
import type { FormatChains } from '#store/item-format';
import { maintenanceOver } from '#store/make-maintenance';
import { storeOver } from '#store/make-store';
import { documentClient } from '#store/table-client';
import { type EmbeddedTable, startEmbeddedTable } from '../support/embedded-table.ts';
import { clientOf, dump, openRelease } from './releases/release-items.ts';

let table: EmbeddedTable;
beforeAll(async () => {
  table = await startEmbeddedTable();
});
afterAll(() => table.stop());

const fixture = JSON.parse(readFileSync(`${import.meta.dirname}/releases/0.1.0.json`, 'utf8'));
const name = { sealed: (value: unknown) => ({ ...(value as JsonObject), upgraded: true }) };
const later: FormatChains = {
  'CUS/HEAD': [
    { clear: (item) => ({ ...item, since: item.createdAt }), sealed: { golden: name.sealed } },
  ],
  'CUS/REC': [{ sealed: { sealed: name.sealed } }],
  'CUS/VER': [{ sealed: { sealed: name.sealed } }],
  'XREF/XREF': [{ clear: (item) => ({ ...item, since: 'x' }) }],
};

describe('upgrading all items', () => {
  it('writes older items in the new form once, sealed anew for the same place', async () => {
    const { dynamo, names, parts } = await openRelease(fixture, table);
    const client = documentClient(clientOf(table.endpoint), later);
    const newer = { ...parts, client };
    const place = { segment: 0, segments: 1 };

    const first = await maintenanceOver(newer).upgradePage(place);
    expect(first.upgraded).toBeGreaterThan(20);
    expect(first.overtaken).toBe(0);
    const formats = (await dump(dynamo, names.main)).map(
      ({ PK, SK, format }) =>
        `${textOf(PK).split('#')[0]}/${textOf(SK).split('#')[0]} ${(format as { N: string } | undefined)?.N}`,
    );
    expect(new Set(formats.filter((each) => /^(CUS\/(HEAD|REC|VER)|XREF)/.test(each)))).toEqual(
      new Set(['CUS/HEAD 2', 'CUS/REC 2', 'CUS/VER 2', 'XREF/XREF 2']),
    );
    expect(await maintenanceOver(newer).upgradePage(place)).toMatchObject({ upgraded: 0 });

    const found = await storeOver(newer).customers.find(fixture.asked.customerIds[0]);
    if (found.status !== 'living') throw new Error(found.status);
    expect(found.stored.customer).toMatchObject({
      golden: { upgraded: true },
      members: [{ records: [{ upgraded: true }] }, {}],
    });
    dynamo.destroy();
  });
});

const textOf = (attribute: unknown) => String((attribute as { S: string }).S);
