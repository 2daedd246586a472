import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OrgTree, orgTreeOf, wayToRoot } from '#core/access/org-tree';
import { mostLevels, mostUnits, placeUnit, removeUnit } from '#core/access/place-unit';

const tree: OrgTree = new Map([
  ['europe', 'root'],
  ['north', 'europe'],
  ['oslo', 'north'],
  ['asia', 'root'],
]);
const refused = (code: string) => expect.objectContaining({ code });

describe('placing an org unit', () => {
  it('puts a new one below its parent, and moves another with all below it', () => {
    expect(placeUnit(tree, 'bergen', 'north').get('bergen')).toBe('north');
    expect(wayToRoot(placeUnit(tree, 'north', 'asia'), 'oslo')).toEqual([
      'oslo',
      'north',
      'asia',
      'root',
    ]);
  });

  it('refuses a parent that is not there, and one that is the unit itself or lies below it', () => {
    expect(() => placeUnit(tree, 'bergen', 'nowhere')).toThrow(refused('org-unit.not-found'));
    for (const parent of ['europe', 'north', 'oslo'])
      expect(() => placeUnit(tree, 'europe', parent)).toThrow(refused('org-unit.below-itself'));
    expect(() => placeUnit(tree, 'root', 'asia')).toThrow(refused('org-unit.below-itself'));
  });

  it('has at most 20 levels, counting what moves with a unit', () => {
    const chain = (from: string, levels: number, top: string) =>
      Array.from({ length: levels }, (_, at): [string, string] => [
        `${from}${at}`,
        at === 0 ? top : `${from}${at - 1}`,
      ]);
    const deep = new Map(chain('a', mostLevels - 2, 'root'));
    const last = placeUnit(deep, 'last', `a${mostLevels - 3}`);
    expect(wayToRoot(last, 'last')).toHaveLength(mostLevels);
    expect(() => placeUnit(last, 'more', 'last')).toThrow(refused('org-unit.tree-too-large'));
    const two = new Map([...deep, ...chain('b', 2, 'root')]);
    expect(() => placeUnit(two, 'b0', `a${mostLevels - 3}`)).toThrow(
      refused('org-unit.tree-too-large'),
    );
  });

  it('has at most 2,000 units, the root among them; a full tree can still be moved about', () => {
    const full = new Map(
      Array.from({ length: mostUnits - 1 }, (_, at): [string, string] => [`u${at}`, 'root']),
    );
    expect(() => placeUnit(full, 'more', 'root')).toThrow(refused('org-unit.tree-too-large'));
    expect(placeUnit(full, 'u1', 'u2').get('u1')).toBe('u2');
  });

  it('never makes a circle, whatever is moved where', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.oneof(name, fc.constant('root')))), (moves) => {
        let now: OrgTree = new Map();
        for (const [unit, parent] of moves)
          try {
            now = placeUnit(now, unit, parent);
          } catch {
            // Refused: nothing changed.
          }
        for (const unit of now.keys()) {
          const [first] = wayToRoot(now, unit);
          expect(first).toBe(unit);
          const steps = new Set<string>();
          for (let at = now.get(unit); at !== undefined && at !== 'root'; at = now.get(at)) {
            expect(steps.has(at)).toBe(false);
            steps.add(at);
          }
        }
      }),
    );
  });
});

describe('removing an org unit', () => {
  it('takes one away that has none below it, and refuses another', () => {
    expect(removeUnit(tree, 'oslo').has('oslo')).toBe(false);
    expect(() => removeUnit(tree, 'north')).toThrow(refused('org-unit.not-empty'));
  });

  it('leaves what still names it to those who may act everywhere', () => {
    const units = [
      { name: 'north', title: 'North', parent: 'europe' },
      { name: 'oslo', title: 'Oslo', parent: 'north', isRemoved: true as const },
    ];
    expect(wayToRoot(orgTreeOf(units), 'oslo')).toEqual(['oslo', 'root']);
  });
});
