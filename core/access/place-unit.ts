import { Refusal } from '#core/kernel/refusal';
import { rootUnit } from './grant.ts';
import { type OrgTree, wayToRoot } from './org-tree.ts';

/** Enough for the branches of a large business; a tree is read as a whole. */
export const mostUnits = 2000;
/** The root is the first level. */
export const mostLevels = 20;

/**
 * The tree with a unit below another one: put there new, or moved with all that lies below it.
 * Refuses a parent that is not in the tree (`org-unit.not-found`), a unit below itself
 * (`org-unit.below-itself`), and more than 2,000 units or 20 levels (`org-unit.tree-too-large`).
 */
export function placeUnit(tree: OrgTree, unit: string, parent: string): OrgTree {
  if (parent !== rootUnit && !tree.has(parent)) throw parentRefusal('org-unit.not-found');
  if (wayToRoot(tree, parent).includes(unit)) throw parentRefusal('org-unit.below-itself');
  const placed = new Map([...tree, [unit, parent]]);
  placed.delete(rootUnit);
  // The root is one more.
  if (placed.size + 1 > mostUnits) throw new Refusal('org-unit.tree-too-large');
  const levels = wayToRoot(placed, parent).length + levelsFrom(placed, unit);
  if (levels > mostLevels) throw parentRefusal('org-unit.tree-too-large');
  return placed;
}

/** The tree without a unit; refuses one that has others below it with `org-unit.not-empty`. */
export function removeUnit(tree: OrgTree, unit: string): OrgTree {
  if ([...tree.values()].includes(unit)) throw new Refusal('org-unit.not-empty');
  return new Map([...tree].filter(([each]) => each !== unit));
}

const parentRefusal = (
  code: 'org-unit.not-found' | 'org-unit.below-itself' | 'org-unit.tree-too-large',
) =>
  new Refusal(code, [
    { pointer: '/parent', rule: 'tree', message: 'is no unit that this one can lie below' },
  ]);

/** How many levels the unit and all below it take. */
function levelsFrom(tree: OrgTree, unit: string): number {
  const below = Map.groupBy(tree.keys(), (each) => tree.get(each));
  let level = [unit];
  let levels = 0;
  while (level.length > 0) {
    levels += 1;
    level = level.flatMap((each) => below.get(each) ?? []);
  }
  return levels;
}
