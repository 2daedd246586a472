import type { Customer, Member, Pin, SourceRecord } from '#core/identity/customer';
import { golden } from '#core/identity/golden-record';
import { canonical } from '#core/kernel/canonical';
import { contextOfTests } from './customers.ts';
import { keyOf, type Step } from './identity-world.ts';

interface Part {
  readonly records: Map<string, SourceRecord>;
  readonly pins: Map<string, Pin>;
  readonly differentFrom: Set<string>;
}

/**
 * The reference: what the customers are after a history in which every merge that was undone never
 * happened. It knows no trees and no transitions: parts by id, and the merges that still stand.
 * A customer without a record is removed: that follows from what it holds and is no decision.
 */
export function customersWithoutUndoneMerges(steps: readonly Step[]): readonly Customer[] {
  const parts = new Map<string, Part>();
  const standing: Extract<Step, { did: 'merge' }>[] = [];
  const partOf = (id: string): Part => {
    const part = parts.get(id) ?? { records: new Map(), pins: new Map(), differentFrom: new Set() };
    parts.set(id, part);
    return part;
  };
  const holderOf = (key: string): Part =>
    [...parts.values()].find((part) => part.records.has(key))!;
  const mark = (a: string, b: string) => {
    partOf(a).differentFrom.add(b);
    partOf(b).differentFrom.add(a);
  };

  for (const step of steps) {
    switch (step.did) {
      case 'create':
      case 'put': {
        const { records } = partOf(step.id);
        const known = records.get(keyOf(step.record));
        if (!known || versionOf(known) < versionOf(step.record)) {
          records.set(keyOf(step.record), step.record);
        }
        break;
      }
      case 'drop':
        holderOf(step.record).records.delete(step.record);
        break;
      case 'pin':
        partOf(step.id).pins.set(step.pin.attribute, step.pin);
        break;
      case 'unpin':
        partOf(step.id).pins.delete(step.attribute);
        break;
      case 'merge':
        standing.push(step);
        break;
      case 'unmerge': {
        const index = standing.findLastIndex((merge) => merge.child === step.child);
        const [undone] = standing.splice(index, 1);
        if (step.marked) mark(undone!.child, undone!.parent);
        break;
      }
      case 'move':
        for (const key of step.records) {
          const [from, part] = [...parts].find(([, each]) => each.records.has(key))!;
          partOf(step.to).records.set(key, part.records.get(key)!);
          part.records.delete(key);
          mark(from, step.to);
        }
        break;
      case 'differ':
        for (const [a, b] of step.pairs) mark(a, b);
        break;
      case 'lift':
        for (const [a, b] of step.pairs) {
          partOf(a).differentFrom.delete(b);
          partOf(b).differentFrom.delete(a);
        }
        break;
      case 'remove':
        for (const id of step.ids) partOf(id).records.clear();
        break;
    }
  }

  const mergeOf = (id: string) => standing.find((merge) => merge.child === id);
  const rootOf = (id: string): string => {
    const merge = mergeOf(id);
    return merge ? rootOf(merge.parent) : id;
  };
  const memberOf = (id: string): Member => {
    const { records, pins, differentFrom } = partOf(id);
    const merge = mergeOf(id);
    return {
      customerId: id,
      createdAt: contextOfTests.at,
      records: [...records].toSorted(byKey).map(([, record]) => record),
      pins: [...pins].toSorted(byKey).map(([, pin]) => pin),
      differentFrom: [...differentFrom].toSorted(),
      ...(merge && { parent: merge.parent, mergedBy: merge.by }),
    };
  };
  const ids = [...parts.keys()];
  return ids
    .filter((id) => rootOf(id) === id)
    .map((root) => {
      const others = ids.filter((id) => id !== root && rootOf(id) === root).toSorted();
      return customerOfMembers(memberOf(root), others.map(memberOf));
    })
    .filter(({ members }) => members.some(({ records }) => records.length > 0));
}

const customerOfMembers = (root: Member, others: readonly Member[]): Customer => ({
  customerId: root.customerId,
  schema: 'person',
  members: [root, ...others],
  // Backwards, so that a golden record that depends on an order would not equal the stored one.
  golden: golden(
    [root, ...others.toReversed()].map((member) => ({
      ...member,
      records: member.records.toReversed(),
    })),
    contextOfTests.schema,
    contextOfTests.trust,
  ),
});

const versionOf = ({ updatedAt, attributes, provenance }: SourceRecord): string =>
  `${updatedAt} ${canonical({ attributes, provenance })}`;

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0;
