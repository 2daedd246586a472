import { afterAll, describe, expect, it } from 'vitest';
import { type AsOfWorld, asOfWorld, onlyKnown, randomOf } from '#test/support/as-of-history';

const acts = 150;
const instants = 1000;

let world: AsOfWorld | undefined;
afterAll(() => world?.hub.stop());

describe('a thousand random instants', () => {
  it('each seen as it was seen then, through one lens or none', async () => {
    const random = randomOf(11);
    world = await asOfWorld(random);
    const { allLenses } = world;
    const seen: { readonly at: string; readonly what: readonly object[] }[] = [];
    for (let act = 0; act < acts; act += 1) {
      await world.act();
      const what: object[] = [];
      for (const lens of allLenses) what.push(await world.believed(undefined, [lens]));
      seen.push({ at: world.now(), what });
    }

    const [from, to] = [Date.parse(seen[0]?.at ?? ''), Date.parse(seen.at(-1)?.at ?? '')];
    for (let each = 0; each < instants; each += 1) {
      const at = new Date(from + random(to - from)).toISOString();
      const then = seen.findLast((one) => one.at <= at);
      const lens = random(allLenses.length);
      const what = then?.what[lens] ?? {};
      expect(onlyKnown(await world.believed(at, [allLenses[lens]]), what), at).toEqual(what);
    }
  }, 1_800_000);
});
