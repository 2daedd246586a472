import { describe, expect, it } from 'vitest';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import { registerCsv } from '#core/privacy-request/register-csv';
import { registerRow } from '#core/privacy-request/register-row';
import { requestMetrics } from '#core/privacy-request/request-metrics';

const base: PrivacyRequest = {
  requestId: 'req_1',
  rights: ['erasure'],
  channel: 'person',
  jurisdictions: ['US-CA'],
  state: 'received',
  receivedAt: '2026-03-01T00:00:00.000Z',
  verification: { needed: 'contact-point', tries: 0 },
  pauses: [],
  orders: {},
  isOrdered: false,
  work: {},
  attempt: 1,
  actor: 'usr_1',
  correlationId: 'cor',
};
const day = (days: number) => new Date(Date.UTC(2026, 2, 1 + days)).toISOString();
const order = { isMandatory: true, sentAt: day(1), dueAt: day(9) };
const fulfilled = (days: number): PrivacyRequest => ({
  ...base,
  state: 'fulfilled',
  endedAt: day(days),
  work: { erasure: { state: 'done' } },
});

describe('requestMetrics', () => {
  it('counts for each right what was received, complied with, denied and is open', () => {
    const inPart: PrivacyRequest = {
      ...fulfilled(30),
      state: 'partly-fulfilled',
      orders: { crm: { ...order, state: 'partial' } },
    };
    const blocked: PrivacyRequest = {
      ...base,
      rights: ['access', 'erasure'],
      state: 'partly-fulfilled',
      endedAt: day(4),
      work: { access: { state: 'done' }, erasure: { state: 'refused', code: 'legal-claim' } },
    };
    const all: PrivacyRequest[] = [
      fulfilled(10),
      { ...fulfilled(20), orders: { crm: { ...order, state: 'not-found' } } },
      inPart,
      blocked,
      { ...base, state: 'unverified', endedAt: day(6) },
      { ...base, state: 'rejected', endedAt: day(5) },
      { ...base, state: 'withdrawn', endedAt: day(90) },
      { ...base, state: 'duplicate', endedAt: day(0) },
      base,
    ];
    expect(requestMetrics(all)).toEqual({
      duplicates: 1,
      byRight: {
        access: {
          received: 1,
          compliedInWhole: 1,
          compliedInPart: 0,
          denied: 0,
          notVerified: 0,
          withdrawn: 0,
          open: 0,
          days: { median: 4, mean: 4 },
        },
        erasure: {
          received: 8,
          compliedInWhole: 2,
          compliedInPart: 1,
          denied: 3,
          notVerified: 1,
          // Of 4, 5, 6, 10, 20 and 30.
          withdrawn: 1,
          open: 1,
          days: { median: 8, mean: 12.5 },
        },
      },
    });
  });

  it('has the middle one where there is one, and no days where nothing was answered', () => {
    const three = [fulfilled(1), fulfilled(2), fulfilled(9)];
    expect(requestMetrics(three).byRight.erasure?.days?.median).toBe(2);
    expect(requestMetrics([base]).byRight.erasure?.days).toBeUndefined();
  });
});

describe('a row of the register', () => {
  const told: PrivacyRequest = {
    ...base,
    state: 'partly-fulfilled',
    endedAt: day(10),
    customerId: 'cus_1',
    decision: { at: day(2), by: 'usr_7' },
    keepFor: { value: 24, unit: 'months' },
    work: { erasure: { state: 'partial', code: 'retention-duty' } },
    orders: { crm: { ...order, state: 'refused', code: '=legal' } },
  };

  it('tells dates, outcome and reasons, and not who asked or who decided', () => {
    const row = registerRow(told);
    expect(row).toMatchObject({
      decidedAt: day(2),
      days: 10,
      work: { erasure: { state: 'partial', code: 'retention-duty' } },
      spokes: { crm: { state: 'refused', code: '=legal' } },
      keptUntil: '2028-03-11T00:00:00.000Z',
    });
    expect(JSON.stringify(row)).not.toMatch(/cus_1|usr_/);
  });

  it('is a line of a spreadsheet that runs nothing', () => {
    const [names, line] = registerCsv([{ ...registerRow(told), reason: '=1+1' }]).split('\r\n');
    expect(names?.split(',')).toHaveLength(17);
    expect(line).toContain(`,"'=1+1",`);
    expect(line).toContain(',erasure:partial(retention-duty),crm:refused(=legal),');
  });
});
