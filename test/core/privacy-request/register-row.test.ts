import { describe, expect, it } from 'vitest';
import { registerCsv } from '#core/privacy-request/register-csv';
import { registerRow } from '#core/privacy-request/register-row';
import { openRequest } from '#test/support/open-request';
import edition from '../../../data/regulations.json' with { type: 'json' };

/** Where the register has what a law lists. */
const columns: Readonly<Record<string, readonly string[]>> = {
  date_of_request: ['receivedAt'],
  nature: ['rights'],
  manner_made: ['channel'],
  date_of_response: ['endedAt'],
  nature_of_response: ['state', 'work'],
  basis_for_denial: ['reason', 'work'],
};

const at = '2026-11-22T10:00:00.000Z';
const row = registerRow({
  ...openRequest('cus_01'),
  state: 'rejected',
  actor: 'usr_ada',
  endedAt: at,
  verification: { needed: 'document', tries: 0, method: 'document', at, by: 'usr_bob' },
  decision: { at, by: 'usr_eve', code: 'no-match' },
});

describe('a row of the register', () => {
  it('holds whatever a law lists of a request and its answer', () => {
    const listed = edition.regulations.flatMap(({ records }) =>
      records.flatMap((each) => ('fields' in each ? each.fields : [])),
    );
    expect(listed.toSorted()).toEqual(Object.keys(columns).toSorted());
    expect(Object.keys(row)).toEqual(expect.arrayContaining(Object.values(columns).flat()));
  });

  it('is the same in whatever order the table brings its maps', () => {
    const order = { state: 'done', isMandatory: true, sentAt: at, dueAt: at } as const;
    const ways = [
      {
        work: { access: { state: 'done' }, erasure: { state: 'done' } },
        orders: { crm: order, web: order },
      },
      {
        work: { erasure: { state: 'done' }, access: { state: 'done' } },
        orders: { web: order, crm: order },
      },
    ] as const;
    const rows = ways.map((way) =>
      registerRow({ ...openRequest('cus_01'), requestId: 'req_1', receivedAt: at, ...way }),
    );
    expect(JSON.stringify(rows[0])).toBe(JSON.stringify(rows[1]));
    expect(new Set(rows.map((each) => registerCsv([each]))).size).toBe(1);
  });

  it('names nobody: who asked, who took it in, who made sure of it, who decided', () => {
    expect(JSON.stringify(row)).not.toMatch(/cus_|usr_|tok_/);
    expect(row).toMatchObject({ reason: 'no-match', decidedAt: at, verifiedBy: 'document' });
  });
});
