import { describe, expect, it } from 'vitest';
import { assemble } from '#core/identity/assemble';
import type { Member, SourceRecord } from '#core/identity/customer';
import { dropAttributes } from '#core/identity/drop-attributes';
import type { TransitionContext } from '#core/identity/transition-context';

const at = '2026-11-22T00:00:00.000Z';
const text = (name: string) => ({ name, type: 'text', classification: 'personal' }) as const;
const context: TransitionContext = {
  schema: {
    name: 'person',
    version: 1,
    kind: 'person',
    title: 'Person',
    attributes: [text('job'), text('city')],
  },
  trust: { crm: { trust: 50, tier: 2 }, web: { trust: 40, tier: 2 } },
  at,
};
const record = (spoke: string, attributes: SourceRecord['attributes']): SourceRecord => ({
  spoke,
  sourceId: '1',
  schema: 'person',
  attributes,
  updatedAt: at,
  receivedAt: at,
  provenance: 'first-party',
});
const pin = (attribute: string, value: string | null) => ({
  attribute,
  value,
  actor: 'usr_1',
  pinnedAt: at,
});
const member = (customerId: string, more: Partial<Member>): Member => ({
  customerId,
  createdAt: at,
  records: [],
  pins: [],
  differentFrom: [],
  ...more,
});
const customer = assemble(
  member('cus_1', {
    records: [record('crm', { job: 'Smith', city: 'Leeds' })],
    pins: [pin('job', 'Farrier'), pin('city', 'York')],
  }),
  [
    member('cus_2', {
      parent: 'cus_1',
      mergedBy: 'auto',
      records: [record('web', { job: 'Baker' })],
      pins: [pin('job', null)],
    }),
  ],
  context,
);

describe('dropAttributes', () => {
  const { after, facts } = dropAttributes(customer, new Set(['job']), context);

  it('takes every word of it, of every member, and nothing else', () => {
    expect(JSON.stringify(after)).not.toMatch(/Smith|Farrier|Baker/);
    const [only] = after;
    expect(only?.members.map(({ records }) => records.map((each) => each.attributes))).toEqual([
      [{ city: 'Leeds' }],
      [{}],
    ]);
    expect(only?.golden.attributes).toEqual({ city: 'York' });
  });

  it('keeps a steward’s word that there is no value, and the dates of records', () => {
    const [, other] = after[0]?.members ?? [];
    expect(other?.pins).toEqual([pin('job', null)]);
    expect(other?.records[0]?.updatedAt).toBe(at);
  });

  it('tells what changed, by name', () => {
    expect(facts).toEqual([{ customerId: 'cus_1', type: 'changed', changed: ['job'] }]);
  });
});
