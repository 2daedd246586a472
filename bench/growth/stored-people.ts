import type { SourceRecord } from '#core/identity/customer';
import type { JsonObject } from '#core/kernel/types';
import { person as personSchema } from '#core/schema/templates';
import { validate } from '#core/schema/validate';
import { sampleRecord } from '#local/sample-mapping';
import { householdOf, mostMembers, type Person } from '../people/household.ts';
import { randomOf } from '../people/random.ts';
import { type CustomerRow, recordsOf } from '../people/records.ts';

/** Which records stay out of the store until they are measured, by chance and seed. */
export interface HoldBack {
  readonly seed: number;
  /** Of each record: to be held back. */
  readonly probability: number;
}

export interface PersonRecords {
  readonly stored: readonly SourceRecord[];
  /** At most one of a person's. */
  readonly heldBack?: SourceRecord;
}

export const today = '2026-01-01';

/** A person's records as the hub would keep them; those that the schema refuses are left out. */
export function recordsIn(person: Person, { seed, probability }: HoldBack): PersonRecords {
  const random = randomOf(seed, 5, person.personId);
  const stored: SourceRecord[] = [];
  let heldBack: SourceRecord | undefined;
  for (const row of recordsOf(seed, person)) {
    const record = sourceRecordOf(row);
    if (record === undefined) continue;
    if (random.chance(probability) && heldBack === undefined) heldBack = record;
    else stored.push(record);
  }
  return { stored, ...(heldBack === undefined ? {} : { heldBack }) };
}

function sourceRecordOf(row: CustomerRow): SourceRecord | undefined {
  const { spoke, sourceId, body } = sampleRecord(row);
  const checked = validate(body.attributes as JsonObject, personSchema, today);
  if ('violations' in checked) return undefined;
  return {
    spoke,
    sourceId,
    schema: body.schema,
    attributes: checked.attributes,
    updatedAt: body.updatedAt,
    receivedAt: body.updatedAt,
    provenance: 'first-party',
  };
}

export const personOf = (seed: number, personId: number): Person => {
  const person = householdOf(seed, Math.floor(personId / mostMembers))[personId % mostMembers];
  if (person === undefined) throw new Error(`there is no person ${personId}`);
  return person;
};
