import { describe, expect, it } from 'vitest';
import {
  dollars,
  monthlyUse,
  operations,
  prices,
  together,
} from '../../../scripts/cost/cost-model.ts';
import { costPage } from '../../../scripts/cost/cost-page.ts';
import { idleUse } from '../../../scripts/cost/idle-use.ts';
import { type Measured, measuredCounts } from '../../../scripts/cost/measured.ts';
import { quotaUse } from '../../../scripts/cost/quota-use.ts';

const measured: Measured = {
  request: { readUnits: 10, writeUnits: 24 },
  recheck: { readUnits: 4, writeUnits: 0 },
  processorMs: 10,
  roundTripsPerRecord: 12,
  recordsPerCustomer: 2,
  itemsPerCustomer: 20,
  bytesPerCustomer: 5000,
  remove: { readUnits: 0, writeUnits: 50 },
  read: { readUnits: 2, writeUnits: 0 },
  sayConsent: { readUnits: 4, writeUnits: 10 },
  tellConsent: { readUnits: 2, writeUnits: 0 },
  quietLooks: { 'consent-ends': { readUnits: 24, writeUnits: 8 } },
  eventBytes: 1000,
};

describe('the cost of what is used', () => {
  it('is each count times its price', () => {
    expect(dollars({ tableWrite: 2_000_000, event: 1_000_000 })).toBeCloseTo(
      2_000_000 * prices.tableWrite.usd + 1_000_000 * prices.event.usd,
    );
  });

  it('adds up', () => {
    expect(together({ event: 1, tableRead: 2 }, { event: 3 })).toEqual({ event: 4, tableRead: 2 });
  });

  it('grows in line with the customers', () => {
    const cost = (customers: number) => dollars(monthlyUse(customers, measured));
    expect(cost(10_000_000)).toBeCloseTo(10 * cost(1_000_000));
  });

  it('of a changed consent counts one signature, however many spokes hear it', () => {
    const told = operations(measured)['told to its spokes, signed'];
    expect(told).toMatchObject({ kmsSign: 1, event: 5, tableRead: 2 });
  });

  it('says twice as much for tables when a record takes twice the units', () => {
    const heavier = { ...measured, request: { readUnits: 20, writeUnits: 48 } };
    const [light, heavy] = [monthlyUse(1, measured), monthlyUse(1, heavier)];
    expect((heavy.tableWrite ?? 0) / (light.tableWrite ?? 1)).toBeCloseTo(2);
  });
});

describe('what is paid for being there', () => {
  it('is counted in the templates: keys, rules, and every metric of an alarm', () => {
    const template = {
      Resources: {
        Key: { Type: 'AWS::KMS::Key' },
        Acl: { Type: 'AWS::WAFv2::WebACL', Properties: { Rules: [{}, {}, {}] } },
        Plain: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } },
        Sum: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: { Metrics: [{ Expression: 'a/b' }, { MetricStat: {} }, { MetricStat: {} }] },
        },
        Table: { Type: 'AWS::DynamoDB::Table' },
      },
    };
    const another = { Resources: { Key: { Type: 'AWS::KMS::Key' } } };
    expect(idleUse([template, another], measured)).toMatchObject({
      kmsKeyMonth: 2,
      alarmMonth: 3,
      compositeAlarmMonth: 0,
      dashboardMonth: 0,
      webAclMonth: 1,
      webAclRuleMonth: 3,
    });
  });

  it('holds what clocks call each month, with what they read though nothing is due', () => {
    const schedule = (Name: string, ScheduleExpression: string) => ({
      Type: 'AWS::Scheduler::Schedule',
      Properties: { Name, ScheduleExpression },
    });
    const of = (each: object) => idleUse([{ Resources: { Schedule: each } }], measured);
    expect(of(schedule('goldspoke-consent-ends', 'rate(5 minutes)'))).toMatchObject({
      scheduledCall: 8760,
      lambdaRequest: 8760,
      tableRead: 8760 * 24,
      tableWrite: 8760 * 8,
    });
    expect(of(schedule('goldspoke-other', 'rate(1 hour)'))).toMatchObject({
      scheduledCall: 730,
      tableRead: 0,
    });
    expect(of(schedule('goldspoke-weekly', 'cron(0 3 ? * TUE *)')).scheduledCall).toBeCloseTo(4.35);
    expect(of(schedule('goldspoke-daily', 'cron(15 0 * * ? *)')).scheduledCall).toBeCloseTo(30.42);
    expect(() => of(schedule('goldspoke-once', 'at(2026-11-22T00:00:00)'))).toThrow(
      'a schedule of another form',
    );
  });
});

describe('quotas', () => {
  it('are named with the one first that gives way first', () => {
    const [first, second] = quotaUse(1000, measured);
    // 24 write units of each of 1,000 changes a second, of 40,000.
    expect(first).toMatchObject({ quota: { counts: 'tableWrite' }, share: 0.6 });
    expect(second?.share).toBeLessThan(0.6);
  });

  it('are used twice as much at twice the rate', () => {
    expect(quotaUse(2000, measured)[0]?.share).toBeCloseTo(1.2);
  });
});

describe('docs/cost.md', () => {
  it('is made from counts that the benchmarks kept', () => {
    const { request } = measuredCounts();
    expect(costPage([])).toContain(
      `uses ${request.readUnits.toLocaleString('en', { maximumFractionDigits: 1 })} read`,
    );
  });
});
