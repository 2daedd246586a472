import { describe, expect, it } from 'vitest';
import { sampleRecord } from '#local/sample-mapping';

const row = {
  id: 'c1',
  cluster_id: '77',
  source_system: 'crm',
  source_record_id: 'C42',
  updated_at: '2025-01-02T03:04:05Z',
  first_name: 'Ada',
  last_name: 'Lovelace',
  gender: 'F',
  dob: '1900-01-01',
  email: 'noemail@example.com',
  phone: '0000000000',
  country: 'GB',
};

describe('sampleRecord', () => {
  it('keeps placeholders, and gives the country of the row to the phone', () => {
    expect(sampleRecord(row)).toEqual({
      spoke: 'crm',
      sourceId: 'C42',
      body: {
        schema: 'person',
        attributes: {
          name: { given: 'Ada', family: 'Lovelace' },
          gender: 'female',
          birthDate: '1900-01-01',
          emails: [{ value: 'noemail@example.com' }],
          phones: [{ value: '0000000000', country: 'GB' }],
        },
        updatedAt: '2025-01-02T03:04:05.000Z',
      },
    });
  });

  it('leaves out a day that does not exist, and every empty column', () => {
    const { attributes } = sampleRecord({ ...row, dob: '1985-02-31', email: '', phone: '' }).body;
    expect(Object.keys(attributes)).toEqual(['name', 'gender']);
  });

  it('tells the consents of the CRM alone, each answer with its channels and its moment', () => {
    const asked = {
      ...row,
      consent_email: 'Y',
      consent_sms: 'N',
      consent_profiling: 'Y',
      consent_at: '2025-08-15T03:22:17Z',
    };
    const { consents } = sampleRecord(asked).body;

    expect(consents?.map(({ purpose, status, channels }) => [purpose, status, channels])).toEqual([
      ['marketing', 'given', ['email']],
      ['profiling', 'given', ['profiling']],
      ['marketing', 'denied', ['sms']],
    ]);
    expect(consents?.[0]).toMatchObject({ jurisdiction: 'GB', at: '2025-08-15T03:22:17.000Z' });
    expect(sampleRecord({ ...asked, source_system: 'pos' }).body.consents).toBeUndefined();
    expect(sampleRecord({ ...asked, country: '' }).body.consents).toBeUndefined();
  });
});
