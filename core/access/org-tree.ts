import { rootUnit } from './grant.ts';

/** A node of the business's hierarchy. Only the root has no parent. */
export interface OrgUnit {
  /** `^[a-z][a-z0-9-]{0,62}$`; the id of the unit. */
  readonly name: string;
  readonly title: string;
  readonly parent?: string;
  /** It was: what still names it lies directly below the root, as under any unknown name. */
  readonly isRemoved?: true;
}

/** The parent of each unit, by id. */
export type OrgTree = ReadonlyMap<string, string | undefined>;

export const orgTreeOf = (units: readonly OrgUnit[]): OrgTree =>
  new Map(units.flatMap(({ name, parent, isRemoved }) => (isRemoved ? [] : [[name, parent]])));

/**
 * The unit and all above it, the root last. A unit that the tree does not know lies directly below
 * the root: nobody but who may act everywhere may act there.
 */
export function wayToRoot(tree: OrgTree, unit: string): readonly string[] {
  const way: string[] = [];
  let at: string | undefined = unit;
  while (at !== undefined && at !== rootUnit && !way.includes(at)) {
    way.push(at);
    at = tree.get(at);
  }
  return [...way, rootUnit];
}

/** Whether `unit` is `above`, or lies below it. */
export const isWithin = (tree: OrgTree, unit: string, above: string): boolean =>
  wayToRoot(tree, unit).includes(above);
