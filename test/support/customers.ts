import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { createCustomer } from '#core/identity/create';
import type { Customer, Member, Pin, SourceRecord, TrustTable } from '#core/identity/customer';
import { merge } from '#core/identity/merge';
import type { TransitionContext } from '#core/identity/transition-context';
import { canonical } from '#core/kernel/canonical';
import { Refusal } from '#core/kernel/refusal';
import type { Json, JsonObject } from '#core/kernel/types';
import type { CustomerSchema } from '#core/schema/customer-schema';

/** One attribute for each survivorship rule, and one for each shape that survives in a way of its own. */
export const personOfTests: CustomerSchema = {
  name: 'person',
  version: 3,
  kind: 'person',
  title: 'Person',
  attributes: [
    {
      name: 'name',
      type: 'person-name',
      classification: 'personal',
      survivorship: 'most-complete',
    },
    {
      name: 'birthDate',
      type: 'date',
      classification: 'sensitive',
      survivorship: 'most-frequent',
    },
    { name: 'jobTitle', type: 'text', classification: 'personal', survivorship: 'most-recent' },
    { name: 'employer', type: 'text', classification: 'personal', survivorship: 'most-trusted' },
    {
      name: 'emails',
      type: 'list',
      maxItems: 3,
      items: {
        type: 'group',
        attributes: [
          { name: 'value', type: 'email', classification: 'personal', required: true },
          {
            name: 'role',
            type: 'enumeration',
            values: ['home', 'work'],
            classification: 'public',
          },
        ],
      },
      classification: 'personal',
      survivorship: 'union',
    },
    {
      name: 'addresses',
      type: 'list',
      items: { type: 'postal-address' },
      classification: 'personal',
      survivorship: 'union',
    },
  ],
};

/** Two spokes of equal trust, so that ties happen; `till` is heard last; `fair` is not listed. */
export const trustOfTests: TrustTable = {
  crm: { trust: 80, tier: 2 },
  web: { trust: 40, tier: 2 },
  app: { trust: 40, tier: 2 },
  till: { trust: 90, tier: 1 },
};

export const instant = (day: number): string =>
  `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`;

export const contextOfTests: TransitionContext = {
  schema: personOfTests,
  trust: trustOfTests,
  at: instant(28),
};

/** `record('crm', 7, { … })`: record `7` of the CRM as of the 1st, or of the day named. */
export const record = (
  spoke: string,
  sourceId: number | string,
  attributes: JsonObject = {},
  day = 1,
): SourceRecord => ({
  spoke,
  sourceId: String(sourceId),
  schema: 'person',
  attributes,
  updatedAt: instant(day),
  receivedAt: instant(day),
  provenance: 'first-party',
});

/** A living customer of the records given, all in its root. */
export const customerOf = (customerId: string, ...records: readonly SourceRecord[]): Customer => {
  const [first = record('crm', customerId), ...rest] = records;
  const [created] = createCustomer(customerId, first, contextOfTests).after;
  const root: Member = { ...created!.members[0], records: [first, ...rest] };
  return { ...created!, members: [root] };
};

export const pinOf = (attribute: string, value: Json, day = 1, actor = 'ada'): Pin => ({
  attribute,
  value,
  actor,
  pinnedAt: instant(day),
});

/** Few values, so that sources agree, conflict and tie. */
export const someAttributes: fc.Arbitrary<JsonObject> = fc.record(
  {
    name: fc.constantFrom<JsonObject>(
      { given: 'Ada', family: 'Lovelace' },
      { given: 'Ada', family: 'King' },
      { given: 'A', family: 'King' },
      { given: 'ada', family: 'king', prefix: 'Lady' },
    ),
    birthDate: fc.constantFrom('1980-02-29', '1981-02-28'),
    jobTitle: fc.constantFrom('Analyst', 'analyst', 'Countess', ''),
    employer: fc.constantFrom('Babbage Ltd', 'Engine plc'),
    emails: fc.array(
      fc.constantFrom<JsonObject>(
        { value: 'ada@example.com', role: 'home' },
        { value: 'ADA@example.com', role: 'work' },
        { value: 'al@example.com' },
        { value: 'king@example.com' },
        { value: 'countess@example.com' },
      ),
      { maxLength: 3 },
    ),
    addresses: fc.array(
      fc.constantFrom<JsonObject>(
        { role: 'home', line1: '12 St James Square', city: 'London', country: 'GB' },
        { role: 'home', line1: '12 ST JAMES SQUARE', city: 'London', country: 'GB' },
        { role: 'billing', line1: '12 St James Square', city: 'London', country: 'GB' },
        { role: 'home', line1: '1 Ockham Park', city: 'Ockham', country: 'GB' },
      ),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: [] },
);

export const someSpoke = fc.constantFrom('crm', 'web', 'app', 'till', 'fair');
export const someDay = fc.integer({ min: 1, max: 3 });

export const someRecord: fc.Arbitrary<SourceRecord> = fc
  .tuple(someSpoke, fc.integer({ min: 1, max: 3 }), someAttributes, someDay)
  .map((parts) => record(...parts));

export const somePin: fc.Arbitrary<Pin> = fc
  .tuple(
    fc.constantFrom<readonly [string, Json]>(
      ['employer', 'Analytical Society'],
      ['employer', 'Babbage Ltd'],
      ['employer', null],
      ['emails', [{ value: 'pinned@example.com' }]],
    ),
    someDay,
    fc.constantFrom('ada', 'charles'),
  )
  .map(([[attribute, value], day, actor]) => pinOf(attribute, value, day, actor));

/** SHA-256 of the canonical text, hex. */
export const hashOf = (state: unknown): string =>
  createHash('sha256')
    .update(canonical(state as Json))
    .digest('hex');

/** The code of the refusal that `act` is answered with; fails when it is not refused. */
export function refusalOf(act: () => unknown): string {
  try {
    act();
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal.code;
    throw refusal;
  }
  throw new Error('nothing was refused');
}

/** Two customers merged: `a` the root, `b` under it. */
export const merged = (a: Customer, b: Customer, by: 'auto' | 'steward' = 'steward'): Customer =>
  merge(a, b, by, contextOfTests).after[0]!;
