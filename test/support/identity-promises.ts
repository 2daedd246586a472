import { expect } from 'vitest';
import { golden } from '#core/identity/golden-record';
import { contextOfTests, hashOf } from './customers.ts';
import { customersWithoutUndoneMerges } from './identity-model.ts';
import { keyOf, ownerOf, stateOf, type World } from './identity-world.ts';

/** After an unmerge everything equals the history in which the merge never happened. */
export function expectUndoneMergesNeverHappened(world: World): void {
  const expected = stateOf(customersWithoutUndoneMerges(world.steps));
  const actual = stateOf(world.living.values());
  // The hash decides; the states are compared only to show where they differ.
  if (hashOf(actual) !== hashOf(expected)) expect(actual).toEqual(expected);
  expect(hashOf(actual)).toBe(hashOf(expected));
}

/** Every id ever published leads, in one step, to the living customer that has it, or was removed. */
export function expectEveryIdResolves(world: World): void {
  for (const [id, to] of world.resolved) {
    expect([id, ownerOf(world, id)?.customerId ?? 'removed']).toEqual([id, to]);
  }
  const members = [...world.living.values()].flatMap((customer) => customer.members);
  expect(members.every(({ customerId }) => world.resolved.has(customerId))).toBe(true);
}

/** What holds for every living customer at any time. */
export function expectSoundCustomers(world: World): void {
  const crosswalks: string[] = [];
  for (const { customerId, members, golden: stored } of world.living.values()) {
    const [root, ...others] = members;
    const ids = members.map((member) => member.customerId);
    expect(root.customerId).toBe(customerId);
    expect([root.parent, root.mergedBy]).toEqual([undefined, undefined]);
    expect(others.map((each) => each.customerId)).toEqual(ids.slice(1).toSorted());
    for (const member of others) {
      expect(depthOf(member.customerId, members)).toBeLessThan(members.length);
      expect(['auto', 'steward']).toContain(member.mergedBy);
    }
    for (const member of members) {
      expect(member.differentFrom.filter((id) => ids.includes(id))).toEqual([]);
    }
    const held = members.flatMap((member) => member.records.map(keyOf));
    expect(held).not.toEqual([]);
    crosswalks.push(...held);

    expect(golden(members, contextOfTests.schema, contextOfTests.trust)).toEqual(stored);
    for (const name of Object.keys(stored.attributes)) {
      const { sources = [], pin } = stored.lineage[name] ?? {};
      expect(sources.length > 0 || pin !== undefined).toBe(true);
      for (const source of sources) expect(held).toContain(keyOf(source));
    }
  }
  expect(new Set(crosswalks).size).toBe(crosswalks.length);
}

/** A transition keeps the members that it does not concern, as the very same objects, and tells in order. */
export function expectCarefulTransitions(world: World): void {
  for (const { given, result } of world.transitions) {
    const before = new Map(
      given.flatMap((each) => each.members.map((member) => [member.customerId, member] as const)),
    );
    for (const member of result.after.flatMap((each) => each.members)) {
      const was = before.get(member.customerId);
      if (was && hashOf(was) === hashOf(member)) expect(member).toBe(was);
    }
    for (const { changed } of result.facts) expect(changed).toEqual([...changed].toSorted());
    const told = new Set(result.facts.map((fact) => fact.customerId));
    for (const each of result.after) {
      if (!given.includes(each)) expect(told).toContain(each.customerId);
    }
  }
}

/** Steps up to the root; the number of members or more when there is no way. */
function depthOf(
  id: string,
  members: readonly { readonly customerId: string; readonly parent?: string }[],
): number {
  let depth = 0;
  for (
    let member = members.find((each) => each.customerId === id);
    member?.parent !== undefined && depth < members.length;
    member = members.find((each) => each.customerId === member?.parent)
  ) {
    depth += 1;
    if (!members.some((each) => each.customerId === member?.parent)) return members.length;
  }
  return depth;
}

/** How often each kind of step happened, so that a test can say that it tried something. */
export function countSteps(worlds: readonly World[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { did } of worlds.flatMap((world) => world.steps)) {
    counts[did] = (counts[did] ?? 0) + 1;
  }
  return counts;
}
