import * as fc from 'fast-check';
import type { Transition } from '#core/identity/change';
import { createCustomer } from '#core/identity/create';
import type { Customer, Member, Pin, SourceRecord } from '#core/identity/customer';
import {
  differenceBetween,
  differencesBetween,
  liftDifference,
  markDifferent,
} from '#core/identity/differ';
import { merge } from '#core/identity/merge';
import { pin, unpin } from '#core/identity/pin';
import { pinInForce } from '#core/identity/pin-in-force';
import { putRecord } from '#core/identity/put-record';
import { removeCustomer } from '#core/identity/remove-customer';
import { removeRecord } from '#core/identity/remove-record';
import { split } from '#core/identity/split';
import { unmerge } from '#core/identity/unmerge';
import { Refusal } from '#core/kernel/refusal';
import { contextOfTests as context, somePin, someRecord } from './customers.ts';

/** What somebody tries. Numbers pick among what exists at that moment, whatever that is. */
export type Command =
  | { readonly try: 'arrive'; readonly record: SourceRecord; readonly where: number }
  | { readonly try: 'leave'; readonly which: number }
  | { readonly try: 'pin'; readonly who: number; readonly pin: Pin }
  | { readonly try: 'unpin'; readonly who: number; readonly attribute: string }
  | {
      readonly try: 'merge';
      readonly who: number;
      readonly other: number;
      readonly by: 'auto' | 'steward';
    }
  | { readonly try: 'unmerge'; readonly which: number }
  | { readonly try: 'split'; readonly who: number; readonly mask: number }
  | { readonly try: 'differ'; readonly who: number; readonly other: number }
  | { readonly try: 'lift'; readonly which: number }
  | { readonly try: 'remove'; readonly who: number };

/** What happened, named by the constituents it happened to: what the reference model is told. */
export type Step =
  | { readonly did: 'create' | 'put'; readonly id: string; readonly record: SourceRecord }
  | { readonly did: 'drop'; readonly record: string }
  | { readonly did: 'pin'; readonly id: string; readonly pin: Pin }
  | { readonly did: 'unpin'; readonly id: string; readonly attribute: string }
  | {
      readonly did: 'merge';
      readonly child: string;
      readonly parent: string;
      readonly by: 'auto' | 'steward';
    }
  | { readonly did: 'unmerge'; readonly child: string; readonly marked: boolean }
  | { readonly did: 'move'; readonly records: readonly string[]; readonly to: string }
  | {
      readonly did: 'differ' | 'lift';
      readonly pairs: readonly (readonly [string, string])[];
    }
  | { readonly did: 'remove'; readonly ids: readonly string[] };

export interface World {
  /** Living customers by root id. */
  readonly living: Map<string, Customer>;
  /** Every id that ever was → where the facts' id maps lead; `removed` when a fact said so. */
  readonly resolved: Map<string, string>;
  readonly steps: Step[];
  /** Every transition with the customers it was given. */
  readonly transitions: { readonly given: readonly Customer[]; readonly result: Transition }[];
}

const pick = fc.nat({ max: 11 });
const by = fc.constantFrom<'auto' | 'steward'>('auto', 'steward');
const pair = { who: pick, other: pick };

const someCommand: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 7,
    arbitrary: fc.record({ try: fc.constant('arrive'), record: someRecord, where: pick }),
  },
  { weight: 2, arbitrary: fc.record({ try: fc.constant('leave'), which: pick }) },
  { weight: 3, arbitrary: fc.record({ try: fc.constant('pin'), who: pick, pin: somePin }) },
  {
    weight: 3,
    arbitrary: fc.record({
      try: fc.constant('unpin'),
      who: pick,
      attribute: fc.constantFrom('employer', 'emails'),
    }),
  },
  { weight: 8, arbitrary: fc.record({ try: fc.constant('merge'), ...pair, by }) },
  { weight: 4, arbitrary: fc.record({ try: fc.constant('unmerge'), which: pick }) },
  {
    weight: 2,
    arbitrary: fc.record({
      try: fc.constant('split'),
      who: pick,
      mask: fc.integer({ min: 1, max: 63 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ try: fc.constant('differ'), ...pair }) },
  { weight: 1, arbitrary: fc.record({ try: fc.constant('lift'), which: pick }) },
);

/** Histories that start with a few customers, so that merges find somebody to merge. */
export const someHistory: fc.Arbitrary<readonly Command[]> = fc
  .tuple(
    fc.array(
      fc.record({ try: fc.constant('arrive' as const), record: someRecord, where: fc.constant(0) }),
      { minLength: 4, maxLength: 9, size: 'max' },
    ),
    fc.array(
      fc.oneof(
        { weight: 80, arbitrary: someCommand },
        {
          weight: 1,
          arbitrary: fc.record({ try: fc.constant('remove' as const), who: pick }),
        },
      ),
      { minLength: 5, maxLength: 30, size: 'max' },
    ),
  )
  .map(([start, rest]) => [...start, ...rest]);

export const keyOf = (record: { spoke: string; sourceId: string }): string =>
  `${record.spoke} ${record.sourceId}`;

export function runHistory(commands: readonly Command[]): World {
  const world: World = { living: new Map(), resolved: new Map(), steps: [], transitions: [] };
  for (const command of commands) {
    try {
      run(world, command);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
    }
  }
  return world;
}

/** The living customer that has a member of this id. */
export const ownerOf = (world: World, id: string): Customer | undefined =>
  [...world.living.values()].find(({ members }) => members.some((m) => m.customerId === id));

function run(world: World, command: Command): void {
  const living = [...world.living.values()];
  const members = living.flatMap((customer) => customer.members.map((m) => [customer, m] as const));
  const freshId = `cus_${String(world.resolved.size).padStart(3, '0')}`;
  const nth = <T>(all: readonly T[], index: number): T | undefined => all[index % all.length];

  switch (command.try) {
    case 'arrive': {
      const { record, where } = command;
      const holder = members.find(([, m]) => m.records.some((r) => keyOf(r) === keyOf(record)));
      const place = holder ?? (where % 3 === 0 ? undefined : nth(members, where));
      if (!place) {
        take(world, [], createCustomer(freshId, record, context));
        world.steps.push({ did: 'create', id: freshId, record });
        return;
      }
      const [customer, { customerId: id }] = place;
      const put = putRecord(customer, id, record, context);
      if ('transition' in put) take(world, [customer], put.transition);
      world.steps.push({ did: 'put', id, record });
      return;
    }
    case 'leave': {
      const held = members.flatMap(([c, m]) => m.records.map((r) => [c, r] as const));
      const [customer, record] = nth(held, command.which) ?? [];
      if (!customer || !record) return;
      take(world, [customer], removeRecord(customer, record, context));
      world.steps.push({ did: 'drop', record: keyOf(record) });
      return;
    }
    case 'unmerge': {
      const merged = members.filter(([, m]) => m.parent !== undefined);
      const [customer, member] = nth(merged, command.which) ?? [];
      if (!customer || !member) return;
      take(world, [customer], unmerge(customer, member.customerId, context));
      world.steps.push({
        did: 'unmerge',
        child: member.customerId,
        marked: member.mergedBy === 'auto',
      });
      return;
    }
  }

  if (command.try === 'lift') {
    const apart = living.flatMap((a) =>
      living.filter((b) => differenceBetween(a, b)).map((b) => [a, b] as const),
    );
    const [one, other] = nth(apart, command.which) ?? [];
    if (!one || !other) return;
    const pairs = differencesBetween(one, other);
    take(world, [one, other], liftDifference(one, other));
    world.steps.push({ did: 'lift', pairs });
    return;
  }

  const customer = nth(living, command.who);
  if (!customer) return;
  const id = customer.customerId;
  switch (command.try) {
    case 'pin':
      take(world, [customer], pin(customer, command.pin, context));
      world.steps.push({ did: 'pin', id, pin: command.pin });
      return;
    case 'unpin': {
      const { attribute } = command;
      const holder = pinInForce(customer.members, attribute)?.customerId ?? id;
      take(world, [customer], unpin(customer, attribute, context));
      world.steps.push({ did: 'unpin', id: holder, attribute });
      return;
    }
    case 'split': {
      const records = customer.members
        .flatMap((m) => m.records)
        .filter((_, index) => (command.mask >> (index % 6)) & 1);
      const result = split(customer, records, freshId, context);
      take(world, [customer], result);
      const parted = result.after.find((each) => each.customerId !== id);
      world.steps.push(
        parted?.customerId === freshId
          ? { did: 'move', records: records.map(keyOf), to: freshId }
          : { did: 'unmerge', child: parted!.customerId, marked: true },
      );
      return;
    }
    case 'remove':
      take(world, [customer], removeCustomer(customer));
      world.steps.push({ did: 'remove', ids: customer.members.map((m) => m.customerId) });
      return;
  }

  const other = nth(
    living.filter((each) => each !== customer),
    command.other,
  );
  if (!other) return;
  switch (command.try) {
    case 'merge':
      take(world, [customer, other], merge(customer, other, command.by, context));
      world.steps.push({ did: 'merge', child: other.customerId, parent: id, by: command.by });
      return;
    case 'differ':
      take(world, [customer, other], markDifferent(customer, other));
      world.steps.push({ did: 'differ', pairs: [[id, other.customerId]] });
      return;
  }
}

function take(world: World, given: readonly Customer[], result: Transition): void {
  world.transitions.push({ given, result });
  for (const { customerId } of given) world.living.delete(customerId);
  for (const customer of result.after) world.living.set(customer.customerId, customer);
  for (const fact of result.facts) {
    if (fact.type === 'created') world.resolved.set(fact.customerId, fact.customerId);
    if (fact.type === 'removed') world.resolved.set(fact.customerId, 'removed');
    for (const [id, to] of Object.entries(fact.idMap ?? {})) world.resolved.set(id, to);
  }
}

/** Everything about a customer that an unmerge must bring back, in one order. */
export const stateOf = (customers: Iterable<Customer>) =>
  [...customers]
    .map(({ customerId, schema, members, golden }) => ({
      customerId,
      schema,
      golden,
      members: members.map(memberState),
    }))
    .toSorted((a, b) => (a.customerId < b.customerId ? -1 : 1));

const memberState = (member: Member) => ({
  customerId: member.customerId,
  createdAt: member.createdAt,
  records: member.records,
  pins: member.pins,
  differentFrom: member.differentFrom,
  parent: member.parent ?? null,
  mergedBy: member.mergedBy ?? null,
});
