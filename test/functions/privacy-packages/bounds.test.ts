import { describe, expect, it } from 'vitest';
import { assemble, type PackageFacts } from '#core/privacy-package/assemble';
import { packagePage } from '#core/privacy-package/package-page';
import { templates } from '#core/schema/templates';
import { fitsAnswer } from '#functions/privacy-packages/package-text';

const at = '2026-01-01T00:00:00.000Z';
const id = (n: number) => `cus_${String(n).padStart(26, '0')}`;

const factsOf = (records: number, note = ''): PackageFacts => ({
  request: {
    requestId: 'req_1',
    rights: ['access', 'portability'],
    jurisdictions: ['EU'],
    receivedAt: at,
  },
  customer: {
    customerId: id(0),
    members: [
      {
        customerId: id(0),
        createdAt: at,
        pins: [],
        differentFrom: [],
        records: Array.from({ length: records }, (_, n) => ({
          spoke: `spoke-${n % 7}`,
          sourceId: String(n),
          schema: 'person',
          updatedAt: at,
          receivedAt: at,
          provenance: 'first-party' as const,
          attributes: {
            name: { given: 'Ada', family: `Lovelace ${n}` },
            birthDate: '1980-02-29',
            emails: [{ value: `ada.${n}@example.com`, role: 'home' }],
            phones: [{ value: `+44 7700 9${String(n).padStart(5, '0')}` }],
            addresses: [{ line1: `${n} St James Square`, city: 'London', country: 'GB' }],
            note,
          },
        })),
      },
    ],
    golden: { schema: 'person', schemaVersion: 1, attributes: {}, lineage: {} },
  },
  schema: templates.person,
  titles: {},
  isPerson: () => false,
  madeAt: at,
  purposes: [],
  recipients: [],
  consents: [],
  contact: [],
  restrictions: [],
  requests: [],
  history: [],
  isHistoryWhole: true,
});

describe('the size of a package', () => {
  it('of a customer with 500 records can be answered, in time that grows with the records', () => {
    const cpuMs = (records: number) => {
      const before = process.cpuUsage();
      expect(fitsAnswer(assemble(factsOf(records)))).toBe(true);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    };
    cpuMs(500);
    expect(cpuMs(500)).toBeLessThan(2000);
    const made = assemble(factsOf(500));
    expect(made.records.length).toBe(500);
    expect(JSON.stringify(made.portable)).toContain('ada.499@example.com');
  });

  it('of a customer who said ten thousand things is whole, on the page as in JSON, or it is none', () => {
    const said = (count: number): PackageFacts => ({
      ...factsOf(1),
      consents: Array.from({ length: count }, (_, n) => ({
        eventId: `cns_${String(n).padStart(26, '0')}`,
        kind: 'given',
        purpose: 'newsletter',
        title: `Newsletter <${n}>`,
        channels: ['email' as const],
        isOfOneAddress: false,
        at,
        recordedAt: at,
      })),
    });
    const most = assemble(said(10_000));
    expect(most.access?.consents.length).toBe(10_000);
    const page = packagePage(most, { sha256: () => 'x' });
    expect(page.match(/Newsletter &lt;\d+&gt;/g)?.length).toBe(10_000);
    expect(fitsAnswer(most)).toBe(true);
    expect(fitsAnswer(assemble(said(30_000)))).toBe(false);
  });

  it('is refused where no function could answer with it', () => {
    expect(fitsAnswer(assemble(factsOf(500, 'x'.repeat(10_000))))).toBe(false);
  });
});
