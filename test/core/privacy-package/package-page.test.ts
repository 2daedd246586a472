import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { packagePage } from '#core/privacy-package/package-page';
import type { AccessPart, PrivacyPackage } from '#core/privacy-package/privacy-package';
import { controllerBody } from '#test/support/controller';

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');
const at = '2026-01-01T00:00:00.000Z';
const made: PrivacyPackage = {
  format: 'goldspoke.privacy-package.v1',
  madeAt: at,
  request: { requestId: 'req_1', rights: ['portability'], jurisdictions: ['EU'], receivedAt: at },
  kind: 'person',
  customerIds: [],
  records: [
    {
      spoke: 'crm',
      sourceId: '7',
      updatedAt: at,
      receivedAt: at,
      provenance: 'first-party',
      isProvided: true,
      attributes: {
        note: '<script>alert(1)</script>',
        long: `${'long '.repeat(500)}end of it`,
        addresses: [{ city: 'London' }],
      },
    },
  ],
  ownWords: [{ attribute: 'jobTitle', value: 'Author & poet', at }],
  annexes: { web: { receivedAt: at, data: { orders: [{ total: 5 }] } } },
};

const access: AccessPart = {
  profile: [],
  purposes: [],
  contact: [],
  categories: [],
  recipients: [],
  thirdParties: [],
  storedIn: [],
  rights: [],
  complaint: 'to an authority',
  sources: [],
  automatedDecisions: { says: '', comparedBy: [], joinedByMachine: 0, joinedByStaff: 0 },
  consents: [],
  restrictions: [],
  requests: [],
  history: [],
  isHistoryWhole: true,
};

describe('packagePage', () => {
  const page = packagePage(made, { sha256 });

  it('escapes what was written, cuts nothing, and shows the way to each value', () => {
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain('end of it');
    expect(page).toContain('addresses 1 city');
    expect(page).toContain('Author &amp; poet');
    expect(page).toContain('orders 1 total');
  });

  it('says in words where there is nothing, and the address as it stands on a letter', () => {
    const { retention: _, storedIn: __, recipients: ___, ...controller } = controllerBody;
    const bare = packagePage({ ...made, access, controller }, { sha256 });
    expect(bare).toContain('Third parties: none.');
    expect(bare).not.toContain('<tbody></tbody>');
    expect(bare).toContain('1 Example Street, EX1 1EX, London, GB');
  });

  it('loads and runs nothing, and names its language, its title and its parts', () => {
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('<html lang="en">');
    expect(page).toContain('<title>Data that you provided</title>');
    expect(page.match(/<h2 /g)?.length).toBe(3);
    expect(page).not.toMatch(/src=|href="http/);
  });
});
