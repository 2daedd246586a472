import { afterAll, describe, expect, it } from 'vitest';
import { type AsOfWorld, asOfWorld, onlyKnown, randomOf } from '#test/support/as-of-history';

const acted = [
  'putRecord',
  'mergeCustomers',
  'unmergeCustomer',
  'pinAttribute',
  'putLens',
  'putSchema',
  'putOrgUnit',
  'putSpoke',
  'putRole',
] as const;

let world: AsOfWorld | undefined;
afterAll(() => world?.hub.stop());

describe('what was believed then', () => {
  it('equals what was seen then: customers through each lens, configuration, permissions', async () => {
    world = await asOfWorld(randomOf(3));
    const seen: { readonly at: string; readonly what: object }[] = [];
    for (let acts = 0; acts < 40; acts += 1) {
      await world.act();
      if (acts % 10 === 9) seen.push({ at: world.now(), what: await world.believed() });
    }

    for (const { at, what } of seen)
      expect(onlyKnown(await world.believed(at), what), at).toEqual(what);
    // What the history was of.
    for (const each of acted) expect(world.done.get(each), each).toBeGreaterThan(0);
  });
});
