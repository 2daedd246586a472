import { describe, expect, it } from 'vitest';
import { toOcsf } from '#core/audit/ocsf';
import { chainOf } from '#test/support/audit-chains';

const [entry] = chainOf('customer:cus_a', 1);

describe('an entry as an event of OCSF', () => {
  it('is of the class Entity Management and says who did what to what', () => {
    const at = Date.parse(entry!.at);
    expect(toOcsf({ ...entry!, onBehalfOf: 'usr_b' }, { hub: 'goldspoke' })).toMatchObject({
      class_uid: 3004,
      category_uid: 3,
      activity_id: 3,
      activity_name: 'record.put',
      type_uid: 300403,
      time: at,
      severity_id: 1,
      status_id: 1,
      actor: { user: { uid: 'tok_a' } },
      entity: { uid: 'customer:cus_a', type: 'customer' },
      metadata: { version: '1.3.0', uid: 'customer:cus_a#1', correlation_uid: 'cor-1' },
      unmapped: { changed: ['name'], on_behalf_of: 'usr_b', hash: entry!.hash },
    });
  });

  it('has failed where it was refused, and names what it was about', () => {
    const refused = {
      ...entry!,
      action: 'token:manage',
      about: 'spoke:web',
      refused: 'auth.forbidden',
    };
    expect(toOcsf(refused, { hub: 'goldspoke' })).toMatchObject({
      activity_id: 99,
      status_id: 2,
      status_code: 'auth.forbidden',
      severity_id: 2,
      entity: { uid: 'spoke:web', type: 'spoke' },
    });
  });

  it('says neither reason nor value', () => {
    const event = toOcsf({ ...entry!, reason: 'Ada asked', after: { a: 'b' } }, { hub: 'x' });
    expect(JSON.stringify(event)).not.toMatch(/Ada|"a"/);
  });
});
