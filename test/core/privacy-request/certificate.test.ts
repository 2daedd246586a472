import { describe, expect, it } from 'vitest';
import { certificateOf } from '#core/privacy-request/certificate';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';

const order = { isMandatory: true, sentAt: '2026-03-02T00:00:00.000Z', dueAt: 'x' } as const;
const ended: PrivacyRequest = {
  requestId: 'req_1',
  rights: ['erasure'],
  channel: 'steward',
  jurisdictions: ['EU'],
  state: 'fulfilled',
  customerId: 'cus_a',
  closure: ['cus_a', 'cus_b'],
  receivedAt: '2026-03-01T12:00:00.000Z',
  verification: { needed: 'contact-point', tries: 0 },
  pauses: [],
  // Wednesday of week 10.
  work: { erasure: { state: 'done', endedAt: '2026-03-04T12:00:00.000Z' } },
  orders: {
    web: {
      ...order,
      state: 'refused',
      code: 'tax-records',
      answeredAt: '2026-03-05T00:00:00.000Z',
    },
    crm: { ...order, state: 'done', answeredAt: '2026-03-06T00:00:00.000Z' },
  },
  isOrdered: true,
  endedAt: '2026-03-12T12:00:00.000Z',
  attempt: 1,
  actor: 'tok_1',
  correlationId: 'c',
};
const at = (now: string, request = ended, others: readonly PrivacyRequest[] = []) =>
  certificateOf(request, { hub: 'shop', now, others });
const copy = (name: string, of = at('2026-03-20T00:00:00.000Z')) =>
  (of?.copies as { copy: string; finalAfter?: string }[] | undefined)?.find(
    (each) => each.copy === name,
  );

describe('the certificate of an erasure', () => {
  it('is there once the hub has erased, all or in part, and not before', () => {
    const open = { ...ended, work: { erasure: { state: 'open' as const } } };
    const refused = {
      ...ended,
      work: { erasure: { state: 'refused' as const, endedAt: '2026-03-04T12:00:00.000Z' } },
    };
    expect([at('2026-03-20T00:00:00.000Z', open), at('x', refused)]).toEqual([
      undefined,
      undefined,
    ]);
    const held = { state: 'partial', code: 'retention-duty', until: '2030-01-01', keptAs: 'cus_k' };
    const partial = { ...ended, work: { erasure: { ...ended.work.erasure, ...held } } };
    expect(at('x', partial as PrivacyRequest)?.erasure).toMatchObject({
      held: { code: 'retention-duty', until: '2030-01-01', keptAs: 'cus_k' },
    });
  });

  it('says when each kind of copy can be read no more: what is sealed, with the last copy of its key', () => {
    expect(copy('golden-and-source-records')?.finalAfter).toBe('2026-03-04T12:00:00.000Z');
    // The week ends on Monday the 9th; a day of grace, a day for the roll, a day of the vault's recovery.
    expect(copy('vault-backups')?.finalAfter).toBe('2026-03-12T00:00:00.000Z');
    expect(copy('main-table-backups')?.finalAfter).toBe('2026-03-12T00:00:00.000Z');
    expect(copy('change-stream')?.finalAfter).toBe('2026-03-05T12:00:00.000Z');
    // Seven days, to the next midnight, and until S3 has removed it; rejected until then, a line lies as long again.
    expect(copy('import-uploads')?.finalAfter).toBe('2026-03-13T12:00:00.000Z');
    expect(copy('import-rejects')?.finalAfter).toBe('2026-03-22T12:00:00.000Z');
    expect(copy('dedupe-work')?.finalAfter).toBe('2026-03-07T12:00:00.000Z');
    expect(copy('request-details')?.finalAfter).toBe('2026-03-19T00:00:00.000Z');
    // Of an erasure alone: those of earlier requests went with it.
    expect(copy('packages')?.finalAfter).toBe('2026-03-12T00:00:00.000Z');
    expect(copy('logs-and-metrics')).toEqual({ copy: 'logs-and-metrics', state: 'no-values' });
  });

  it('counts the three days on which an answer to a repeated call may still open', () => {
    const saturday = { state: 'done' as const, endedAt: '2026-03-07T12:00:00.000Z' };
    const issued = at('x', { ...ended, work: { erasure: saturday } });
    expect(copy('vault-backups', issued)?.finalAfter).toBe('2026-03-12T00:00:00.000Z');
    // Its key goes on Tuesday the 10th at the latest, whose week ends on the 16th.
    expect(copy('repeated-answers', issued)?.finalAfter).toBe('2026-03-19T00:00:00.000Z');
  });

  it('is final after the last of them, and otherwise says the same whenever it is issued', () => {
    const [before, after] = [at('2026-03-22T11:59:59.999Z'), at('2026-03-22T12:00:00.000Z')];
    expect(before).toMatchObject({ finalAfter: '2026-03-22T12:00:00.000Z', final: false });
    expect(after).toEqual({ ...before, final: true });
    expect(at('2027-01-01T00:00:00.000Z')).toEqual(after);
  });

  it('is not final while spokes are awaited, for what they need is kept', () => {
    const { endedAt: _, ...open } = ended;
    const waiting = at('2027-01-01T00:00:00.000Z', { ...open, state: 'in-progress' });
    expect(waiting?.final).toBe(false);
    expect(waiting).not.toHaveProperty('finalAfter');
  });

  it('waits for the package that was asked for with it: fourteen days, and the sweep of the next', () => {
    const both = { ...ended, rights: ['access', 'erasure'] as const };
    const issued = at('2026-04-01T00:00:00.000Z', both);
    // The close is 12 March, the sweep at the latest on Friday 27 March, whose week ends on the 30th.
    expect(copy('packages', issued)?.finalAfter).toBe('2026-04-02T00:00:00.000Z');
    expect(issued).toMatchObject({ finalAfter: '2026-04-02T00:00:00.000Z', final: false });
    const { endedAt: _, ...open } = both;
    expect(copy('packages', at('x', open))).toEqual({ copy: 'packages', state: 'sealed' });
  });

  it('waits for other requests that were open when the hub had erased, and for no others', () => {
    const { endedAt: _, ...asked } = { ...ended, requestId: 'req_2', rights: ['access'] as const };
    const open: PrivacyRequest = { ...asked, state: 'in-progress', work: {} };
    const waiting = at('2027-01-01T00:00:00.000Z', ended, [open]);
    expect(waiting?.final).toBe(false);
    expect(waiting).not.toHaveProperty('finalAfter');
    expect(copy('packages', waiting)).not.toHaveProperty('finalAfter');
    expect(copy('request-details', waiting)).not.toHaveProperty('finalAfter');

    const closed: PrivacyRequest = { ...open, endedAt: '2026-04-01T12:00:00.000Z' };
    const issued = at('2027-01-01T00:00:00.000Z', ended, [closed]);
    expect(copy('packages', issued)?.finalAfter).toBe('2026-04-23T00:00:00.000Z');
    expect(copy('request-details', issued)?.finalAfter).toBe('2026-04-09T00:00:00.000Z');
    expect(issued?.final).toBe(true);

    const before: PrivacyRequest = { ...open, endedAt: '2026-03-04T11:00:00.000Z' };
    const later: PrivacyRequest = { ...open, receivedAt: '2026-03-05T00:00:00.000Z' };
    expect(at('x', ended, [before, later])).toEqual(at('x'));
  });

  it('tells what each spoke answered, with its code', () => {
    expect(at('x')?.spokes).toEqual({
      crm: { state: 'done', answeredAt: '2026-03-06T00:00:00.000Z' },
      web: { state: 'refused', code: 'tax-records', answeredAt: '2026-03-05T00:00:00.000Z' },
    });
  });
});
