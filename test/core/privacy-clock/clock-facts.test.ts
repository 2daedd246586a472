import { describe, expect, it } from 'vitest';
import { clockFacts, pauseWords, waitsForProof } from '#core/privacy-clock/clock-facts';
import { zonesOf } from '#core/privacy-clock/place-zones';
import { edition, holidays } from './law.ts';

const requests = edition.regulations.flatMap((each) => each.requests);

describe('what clocks read of the edition', () => {
  it('has an id for every fact, and no id twice', () => {
    const ids = clockFacts(edition).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    // What the route of sign-offs takes.
    for (const id of ids) expect(id).toMatch(/^[a-z0-9][A-Za-z0-9-]{0,62}$/);
    expect(ids).toContain('us-hipaa-request-rectification');
    expect(ids).toContain('ca-casl-opt-out');
    expect(ids).toContain('eu-1182-71');
  });

  it('starts clocks in no words but those that are understood', () => {
    for (const fact of requests)
      expect(fact.clock_starts === 'receipt' || waitsForProof(fact)).toBe(true);
    expect(requests.filter(waitsForProof)).toHaveLength(1);
  });

  it('pauses clocks in no words but those that are understood', () => {
    expect([...new Set(requests.flatMap((fact) => fact.clock_pauses_for))]).toEqual(
      Object.keys(pauseWords),
    );
  });

  it('counts every period in whole days, and every law by a rule that is there', () => {
    const periods = edition.regulations.flatMap(({ requests: facts, opt_outs }) => [
      ...facts.flatMap((fact) => [
        fact.acknowledge_within,
        fact.respond_within,
        fact.extension,
        fact.extension_notice_within,
        fact.refusal_notice_within,
      ]),
      ...opt_outs.map((fact) => fact.honour_within),
    ]);
    for (const period of periods)
      if (period != null)
        expect(['calendar_days', 'business_days', 'months', 'years']).toContain(period.unit);
    for (const { period_rule } of edition.regulations)
      expect(Object.keys(edition.period_rules)).toContain(period_rule);
  });

  it('has no law with two opt-outs, which would share an id', () => {
    for (const { opt_outs } of edition.regulations) expect(opt_outs.length).toBeLessThan(2);
  });

  it('speaks of no place without a time zone', () => {
    const places = edition.regulations
      .flatMap(({ jurisdiction }) => jurisdiction.codes)
      .filter((code) => code !== 'global' && code !== 'US-FED');
    for (const place of places) expect(zonesOf(place)[0]).not.toBe('UTC');
  });
});

describe('the holidays', () => {
  it('reach ten years beyond the edition, in every country', () => {
    const until = Number(edition.as_of.slice(0, 4)) + 10;
    for (const [place, years] of Object.entries(holidays)) {
      expect(`${place} ${Object.keys(years).at(-1)}` >= `${place} ${until}`).toBe(true);
      for (const days of Object.values(years)) expect(days).toMatch(/^(\d\d-\d\d ?)+$/);
    }
  });

  it('are of the kingdom as a whole where they are of each part', () => {
    expect(holidays['GB-ENG']?.['2026']).toContain('08-31');
    expect(holidays.GB?.['2026']).not.toContain('08-31');
    expect(holidays.GB?.['2026']).toContain('05-25');
  });
});
