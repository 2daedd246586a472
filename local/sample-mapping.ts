import type { Instant, JsonObject } from '#core/kernel/types';
import { type SampleConsent, sampleConsents } from './sample-consents.ts';

/** One row of data/customers-5k.csv.gz as the hub's API takes it. */
export interface SampleRecord {
  readonly spoke: string;
  readonly sourceId: string;
  readonly body: {
    readonly schema: 'person';
    readonly attributes: JsonObject;
    readonly updatedAt: Instant;
    readonly consents?: readonly SampleConsent[];
  };
}

const genders: Readonly<Record<string, string>> = { F: 'female', M: 'male' };

/**
 * Maps a row of the sample customers (columns: data/customers-5k.md) to a person record of its
 * source system. Placeholders stay in (`1900-01-01`, `0000000000`, `noemail@example.com`): the hub
 * must cope with them. Left out is only a day that does not exist, which the schema would refuse; the
 * rest of its record is sent. Of consents the CRM alone tells, so that the first start stays short.
 * `cluster_id` is never read.
 */
export function sampleRecord(row: Readonly<Record<string, string>>): SampleRecord {
  const read = (column: string): string => row[column]?.trim() ?? '';
  const part = (name: string, value: string): JsonObject => (value === '' ? {} : { [name]: value });
  const group = (name: string, value: JsonObject): JsonObject =>
    Object.keys(value).length === 0 ? {} : { [name]: value };
  const list = (name: string, value: string, more: JsonObject): JsonObject =>
    value === '' ? {} : { [name]: [{ value, ...more }] };

  const country = part('country', read('country'));
  const place = {
    ...part('line1', read('address')),
    ...part('city', read('city')),
    ...part('postcode', read('postcode')),
  };
  const consents = read('source_system') === 'crm' ? sampleConsents(row) : [];
  return {
    spoke: read('source_system'),
    sourceId: read('source_record_id'),
    body: {
      schema: 'person',
      attributes: {
        ...group('name', {
          ...part('given', read('first_name')),
          ...part('middle', read('middle_name')),
          ...part('family', read('last_name')),
          ...part('suffix', read('suffix')),
        }),
        ...part('gender', genders[read('gender')] ?? ''),
        ...part('birthDate', isDay(read('dob')) ? read('dob') : ''),
        ...list('emails', read('email'), {}),
        ...list('phones', read('phone'), country),
        ...(Object.keys(place).length === 0
          ? {}
          : { addresses: [{ role: 'home', ...place, ...country }] }),
        ...list('identifiers', read('loyalty_id'), { type: 'loyalty' }),
      },
      updatedAt: new Date(read('updated_at')).toISOString(),
      ...(consents.length > 0 && { consents }),
    },
  };
}

const isDay = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
};
