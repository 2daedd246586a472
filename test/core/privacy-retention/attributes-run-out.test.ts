import { describe, expect, it } from 'vitest';
import type { Member, Pin, SourceRecord } from '#core/identity/customer';
import { attributesRunOut } from '#core/privacy-retention/attributes-run-out';
import type { RetentionFacts } from '#core/privacy-retention/retention-of';
import type { AttributeDefinition, AttributeRetention } from '#core/schema/customer-schema';

const at = '2026-11-22T00:00:00.000Z';
const since = (year: number) => `${year}-11-22T00:00:00.000Z`;
const record = (spoke: string, updatedAt: string, attributes: object): SourceRecord => ({
  spoke,
  sourceId: '1',
  schema: 'person',
  updatedAt,
  receivedAt: updatedAt,
  provenance: 'first-party',
  attributes: { ...attributes },
});
const pin = (value: Pin['value'], pinnedAt: string): Pin => ({
  attribute: 'birthDate',
  value,
  actor: 'usr_1',
  pinnedAt,
});
const member = (records: readonly SourceRecord[], pins: readonly Pin[] = []): Member => ({
  customerId: 'cus_1',
  createdAt: since(2010),
  records,
  pins,
  differentFrom: [],
});
const facts: RetentionFacts = {
  members: ['cus_1'],
  recordsAt: [since(2025)],
  consents: [],
  relationships: [],
};
const runOut = (
  after: AttributeRetention['after'] | undefined,
  [first, ...rest]: readonly Member[],
  more: Partial<RetentionFacts> = {},
) => {
  const retention = after && ({ value: 3, unit: 'years', after } as const);
  const birthDate: AttributeDefinition = {
    name: 'birthDate',
    type: 'date',
    classification: 'sensitive',
    ...(retention !== undefined && { retention }),
  };
  const name = { name: 'name', type: 'text', classification: 'personal' } as const;
  if (first === undefined) throw new Error('a customer has a member');
  const members = [first, ...rest] as const;
  return attributesRunOut(
    { attributes: [name, birthDate] },
    { members },
    { ...facts, ...more },
    at,
  );
};
const birth = { birthDate: '1980-05-17' };

describe('attributesRunOut', () => {
  it('counts from when a source last said the attribute, and to the moment', () => {
    const of = (updatedAt: string) =>
      runOut('last-update', [member([record('crm', updatedAt, birth)])]);
    expect(of(since(2023))).toEqual([{ attribute: 'birthDate', since: at }]);
    expect(of('2023-11-22T00:00:00.001Z')).toEqual([]);
  });

  it('keeps all of it while any source of any member says it; one that says something else keeps nothing', () => {
    const old = record('crm', since(2015), birth);
    const fresh = record('web', since(2025), birth);
    expect(runOut('last-update', [member([old]), member([fresh])])).toEqual([]);
    const other = record('web', since(2025), { name: 'Ada' });
    expect(runOut('last-update', [member([old]), member([other])])).toHaveLength(1);
  });

  it('takes a steward’s word as said when he said it; that there is no value says nothing', () => {
    const old = record('crm', since(2015), birth);
    expect(runOut('last-update', [member([old], [pin('1980-05-18', since(2025))])])).toEqual([]);
    expect(runOut('last-update', [member([old], [pin(null, since(2025))])])).toHaveLength(1);
    expect(runOut('last-update', [member([], [pin('1980-05-18', since(2015))])])).toHaveLength(1);
  });

  it('counts from the last activity of the customer, whatever the attribute’s own age', () => {
    const old = [member([record('crm', since(2015), birth)])];
    expect(runOut('last-activity', old)).toEqual([]);
    expect(runOut('last-activity', old, { recordsAt: [since(2015)] })).toEqual([
      { attribute: 'birthDate', since: since(2018) },
    ]);
  });

  it('counts from the end of the relationship, and never runs out where there was none', () => {
    const fresh = [member([record('crm', since(2025), birth)])];
    expect(runOut('relationship-end', fresh)).toEqual([]);
    const bought = (year: number) => ({
      eventId: `con_${year}`,
      customerId: 'cus_1',
      kind: 'purchase' as const,
      at: since(year),
      recordedAt: since(year),
    });
    const relationships = [bought(2016), bought(2017)];
    expect(runOut('relationship-end', fresh, { relationships })).toEqual([
      { attribute: 'birthDate', since: since(2020) },
    ]);
  });

  it('is silent of what has no retention, and of what nobody says', () => {
    const old = record('crm', since(2015), birth);
    expect(runOut(undefined, [member([old])])).toEqual([]);
    const other = record('crm', since(2015), { name: 'Ada' });
    expect(runOut('last-update', [member([other])])).toEqual([]);
    expect(runOut('last-activity', [member([other])], { recordsAt: [since(2015)] })).toEqual([]);
  });
});
