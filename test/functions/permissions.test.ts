import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltInRole, builtInRoles } from '#core/access/roles';
import { contracts } from '#functions/manifest';
import type { Contract } from '#functions/shared/contract';
import { type RouteName, startHub, type TestCall, type TestHub } from '#test/support/hub';
import { ada, adaInCapitals } from '#test/support/people';

/** Every route, called by every role and by nobody. Made from the manifest: a new route is covered when it is there. */
const all = Object.values(contracts).flatMap(
  (each) => Object.entries(each) as [RouteName, Contract][],
);
const customerId = `cus_${'0'.repeat(26)}`;
const everybody = Object.keys(builtInRoles) as BuiltInRole[];

const samples: Record<string, string> = {
  spoke: 'crm',
  sourceId: '1',
  customerId,
  otherId: `cus_${'1'.repeat(26)}`,
  taskId: `tsk_${'0'.repeat(26)}`,
  glassId: `gls_${'0'.repeat(26)}`,
  tokenId: `tok_${'0'.repeat(26)}`,
  attribute: 'name',
  name: 'person',
};
const callFor = ({ path }: Contract): TestCall => ({
  params: Object.fromEntries(
    [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, samples[name] ?? 'missing']),
  ),
  // Deliberately no valid body: whoever may come in is told what is wrong with it, nothing is written.
  body: { unknownMember: true },
});

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub.stop());

describe('who may call what', () => {
  it('has routes to walk, each with a name of its own', () => {
    expect(all.length).toBeGreaterThan(30);
    expect(new Set(all.map(([name]) => name)).size).toBe(all.length);
    expect(new Set(all.map(([, each]) => `${each.method} ${each.path}`)).size).toBe(all.length);
  });

  it.each(all)(
    '%s asks for its permission, of every role and of nobody',
    async (name, contract) => {
      const request = callFor(contract);
      const nobody = await hub.call(name, { ...request, role: null });
      const person = await hub.call(name, { ...request, person: { customerId } });
      if (contract.permission === null) {
        // An agent brings a token that the function checks; without it he is forbidden.
        const isOfAgents = contract.headers?.includes('authorization') === true;
        const never = isOfAgents ? [401, 500] : [401, 403, 500];
        for (const { status } of [nobody, person]) expect(never).not.toContain(status);
        return;
      }
      expect(nobody).toMatchObject({
        status: 401,
        body: { type: '/problems/auth.unauthenticated' },
      });
      if (contract.permission === 'me') expect([403, 500]).not.toContain(person.status);
      else expect(person.status, 'a customer is kept out').toBe(403);
      for (const role of everybody) {
        const { status } = await hub.call(name, { ...request, role });
        if ((builtInRoles[role].permissions as readonly string[]).includes(contract.permission))
          expect([401, 403, 500], `${role} is let in`).not.toContain(status);
        else expect(status, `${role} is kept out`).toBe(403);
      }
    },
  );

  it('keeps a token that is bound to one spoke from writing for another', async () => {
    const request = {
      params: { spoke: 'crm', sourceId: '1' },
      body: {},
      role: 'integrator' as const,
    };
    expect((await hub.call('putRecord', { ...request, spoke: 'web' })).status).toBe(403);
    expect((await hub.call('putRecord', { ...request, spoke: 'crm' })).status).toBe(400);
  });

  it('shows a token that is bound to one spoke the source records of that spoke alone', async () => {
    await hub.spoke('crm');
    await hub.spoke('web');
    const { body } = await hub.put('crm', 'bound-1', ada);
    await hub.put('web', 'bound-1', adaInCapitals);
    const spokesSeen = async (spoke?: string) => {
      const answer = await hub.call('readSources', {
        params: { customerId: body.customerId },
        role: 'integrator',
        ...(spoke && { spoke }),
      });
      return answer.body.items.map((each: { spoke: string }) => each.spoke);
    };
    expect(await spokesSeen()).toEqual(['crm', 'web']);
    expect(await spokesSeen('web')).toEqual(['web']);
  });

  it('gives least: a reader changes nothing, an integrator decides about no customer', () => {
    // A contact decision is an answer: it writes nothing.
    const answers = /:read$|^consent:decide$/;
    expect(builtInRoles.reader.permissions.filter((each) => !answers.test(each))).toEqual([]);
    for (const each of ['customer:steward', 'task:decide', 'consent:correct', 'consent:govern'])
      expect(builtInRoles.integrator.permissions).not.toContain(each);
    expect(builtInRoles.steward.permissions).not.toContain('access:manage');
  });
});
