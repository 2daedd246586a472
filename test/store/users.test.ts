import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedStore, embeddedStore } from '../support/embedded-table.ts';

let store: EmbeddedStore;
beforeAll(async () => {
  store = await embeddedStore();
});
afterAll(() => store.stop());

const change = (at = '2026-01-01T00:00:00.000Z') => ({
  actor: 'tok_admin',
  action: 'user.put',
  correlationId: 'cor-1',
  at,
});
const person = (userId: string, role = 'reader') => ({
  userId,
  email: `${userId}@example.com`,
  grants: [{ role, orgUnit: 'root' }],
  state: 'active' as const,
});

describe('people', () => {
  it('are found by id, by address and in the list, also by another warm function', async () => {
    const put = await store.users.put(person('usr_1'), change());
    expect(put).toMatchObject({ ...person('usr_1'), revision: 1 });
    const other = store.another().users;
    expect(await other.find('usr_1@example.com')).toEqual(put);
    expect(await other.find('nobody@example.com')).toBeUndefined();
    expect((await other.list({ limit: 10 })).items).toEqual([put]);
    const { email: _, ...access } = person('usr_1');
    expect(await other.access('usr_1')).toEqual(access);
    expect(await other.access('usr_none')).toBeUndefined();
  });

  it('are looked for with the same reads whether they are there or not', async () => {
    const asked: string[] = [];
    const other = store.another();
    await other.users.find('usr_1@example.com');
    store.client.middlewareStack.add(
      (next, context) => async (args) => {
        asked.push(`${context.commandName} ${JSON.stringify(Object.keys(args.input))}`);
        return next(args);
      },
      { name: 'listens', step: 'initialize' },
    );
    expect(await other.users.find('usr_1@example.com')).toMatchObject({
      userId: 'usr_1',
    });
    const known = asked.splice(0);
    expect(await other.users.find('nobody@example.com')).toBeUndefined();
    store.client.middlewareStack.remove('listens');
    expect(known).toHaveLength(3);
    expect(asked).toEqual(known);
  });

  it('change once for two writers that read the same revision', async () => {
    await store.users.put(person('usr_2'), change());
    const slow = store.another();
    const { subjectKeys } = slow.vault;
    const faster = async (subjects: readonly string[]) => {
      slow.vault.subjectKeys = subjectKeys;
      await store.users.put(person('usr_2', 'auditor'), change(), 1);
      return subjectKeys(subjects);
    };
    // Asked for between the read and the write.
    slow.vault.subjectKeys = faster;
    await expect(slow.users.put(person('usr_2', 'steward'), change(), 1)).rejects.toThrow(
      'precondition.failed',
    );
    expect(await store.users.access('usr_2')).toMatchObject({ grants: [{ role: 'auditor' }] });
  });

  it('lose no entry of the audit to writers who meet', async () => {
    await store.users.put(person('usr_3'), change());
    await Promise.all(
      ['steward', 'auditor', 'analyst'].map((role) =>
        store.another().users.put(person('usr_3', role), change()),
      ),
    );
    const { items } = await store.audit.entries('user:usr_3', { limit: 10 });
    expect(items.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    expect(
      items.every(
        ({ previousHash }, at) => previousHash === (items[at - 1]?.hash ?? '0'.repeat(64)),
      ),
    ).toBe(true);
  });
});
