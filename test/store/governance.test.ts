import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '#core/audit/audit-entry';
import { canonical } from '#core/kernel/canonical';
import type { Json } from '#core/kernel/types';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { templates } from '#core/schema/templates';
import type { Spoke } from '#store/ports';
import { type EmbeddedStore, embeddedStore } from '../support/embedded-table.ts';

let store: EmbeddedStore;
let now = 0;
beforeAll(async () => {
  store = await embeddedStore({ nowMs: () => now });
});
afterAll(() => store.stop());

const at = '2026-01-01T00:00:00.000Z';
const change = { actor: 'tok_admin', action: 'spoke.put', correlationId: 'cor-1', at };
const web: Spoke = { name: 'web', style: 'consolidation', trust: 50 };

const hashOf = ({ hash: _, reason: __, after: ___, ...entry }: AuditEntry) =>
  createHash('sha256')
    .update(canonical(entry as unknown as Json))
    .digest('hex');

describe('spokes', () => {
  it('the hub is there from the start, and a stored spoke reads back with its revision', async () => {
    const put = await store.governance.putSpoke(web, change);

    expect(put).toEqual({ value: web, revision: 1, updatedAt: at });
    expect(await store.governance.spoke('web')).toEqual(put);
    const names = (await store.governance.spokes()).map((each) => each.value.name);
    expect(names).toEqual(['hub', 'web']);
  });

  it('the same definition again changes nothing', async () => {
    await store.governance.putSpoke({ ...web, name: 'same' }, change);

    const again = await store.governance.putSpoke({ ...web, name: 'same' }, change);

    expect(again.revision).toBe(1);
    expect((await store.audit.entries('spoke:same', { limit: 10 })).items).toHaveLength(1);
  });

  it('a change against another revision than the current one is refused', async () => {
    const spoke = { ...web, name: 'guarded' };
    await store.governance.putSpoke(spoke, change);

    const stale = store.governance.putSpoke({ ...spoke, trust: 60 }, change, 2);
    await expect(stale).rejects.toMatchObject({ code: 'precondition.failed' });
    const right = await store.governance.putSpoke({ ...spoke, trust: 60 }, change, 1);
    expect(right.revision).toBe(2);
  });

  it('ten writers at once all arrive, one after another, in one unbroken chain of audit', async () => {
    const put = (trust: number) =>
      store.another().governance.putSpoke({ ...web, name: 'busy', trust }, change);

    for (let group = 0; group < 10; group += 2) await Promise.all([put(group), put(group + 1)]);

    const { items } = await store.audit.entries('spoke:busy', { limit: 50 });
    expect(items.map((each) => each.sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const [index, entry] of items.entries()) {
      expect(entry.hash).toBe(hashOf(entry));
      expect(entry.previousHash).toBe(items[index - 1]?.hash ?? '0'.repeat(64));
    }
  });

  it('a miss is read again at once; a hit another changed is seen after five seconds', async () => {
    const other = store.another({ nowMs: () => now });
    expect(await other.governance.spoke('late')).toBeUndefined();
    await store.governance.putSpoke({ ...web, name: 'late' }, change);
    expect((await other.governance.spoke('late'))?.revision).toBe(1);

    await store.governance.putSpoke({ ...web, name: 'late', trust: 1 }, change);
    expect((await other.governance.spoke('late'))?.revision).toBe(1);
    now += 5_000;
    expect((await other.governance.spoke('late'))?.revision).toBe(2);
  });
});

describe('schemas', () => {
  const own: CustomerSchema = { ...templates.person, name: 'member', title: 'Member' };

  it('the templates are there from the start', async () => {
    const names = (await store.governance.schemas()).map((each) => each.value.name);

    expect(names).toEqual(expect.arrayContaining(['organisation', 'person']));
    expect((await store.governance.schema('person'))?.value).toEqual(templates.person);
    expect(await store.governance.schema('nobody')).toBeUndefined();
  });

  it('every change is a new version, every version stays readable, the same again is none', async () => {
    const first = await store.governance.putSchema(own, change);
    const same = await store.governance.putSchema({ ...own, version: 99 }, change);
    const second = await store.governance.putSchema({ ...own, title: 'Members' }, change);

    expect([first, same, second].map((each) => each.value.version)).toEqual([1, 1, 2]);
    expect((await store.governance.schema('member', 1))?.value.title).toBe('Member');
    expect((await store.governance.schema('member'))?.value.title).toBe('Members');
    expect(await store.governance.schema('member', 3)).toBeUndefined();
  });

  it('a changed template goes on from its built-in version, which stays readable', async () => {
    const changed = await store.governance.putSchema(
      { ...templates.organisation, title: 'Companies' },
      change,
      0,
    );

    expect(changed.value.version).toBe(templates.organisation.version + 1);
    const builtIn = await store.governance.schema('organisation', templates.organisation.version);
    expect(builtIn?.value).toEqual(templates.organisation);
  });
});

describe('audit entries', () => {
  it('give the reason, which is sealed and not part of the hash', async () => {
    const reason = 'Ada Lovelace asked for it';
    await store.governance.putSpoke({ ...web, name: 'reasoned' }, { ...change, reason });

    const [entry] = (await store.audit.entries('spoke:reasoned', { limit: 1 })).items;

    expect(entry).toMatchObject({ reason, changed: ['name', 'style', 'trust'] });
    expect(entry?.hash).toBe(hashOf(entry!));
    expect(entry?.reasonHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('of something that is no object are refused', async () => {
    const refused = store.audit.entries('nonsense', { limit: 1 });
    await expect(refused).rejects.toMatchObject({ code: 'request.invalid' });
  });
});
