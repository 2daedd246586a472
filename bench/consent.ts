import { readFileSync } from 'node:fs';
import type { ConsentEvent, RelationshipEvent } from '#core/consent/consent-event';
import type { ContactCase, LawInForce } from '#core/consent/contact-case';
import { decideContact } from '#core/consent/decide-contact';
import type { LawEdition } from '#core/consent/regulation';
import { printTable, quantile, rounded } from './table.ts';

/** What one decision may take of the processor, in milliseconds. */
export const goals = { p99CpuMs: 1 } as const;

export interface ConsentBench {
  readonly decisions: number;
  /** Decisions per second of one processor. */
  readonly perCpuSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the processor, as means of ten decisions each: its clock is coarser than one decision. */
  readonly p50CpuMs: number;
  readonly p99CpuMs: number;
}

const decisions = 20_000;
/** Decisions before measuring: a warm function has its code compiled. */
const warmUp = 2000;
const batch = 10;

const law: LawInForce = {
  edition: JSON.parse(
    readFileSync(new URL('../data/regulations.json', import.meta.url), 'utf8'),
  ) as LawEdition,
  signedOff: new Set(['gdpr-legitimate-interest-dm']),
  sectors: [],
};

const kinds = ['given', 'confirmed', 'withdrawn', 'given', 'confirmed'] as const;
const month = (number: number) => new Date(Date.UTC(2024, number, 5)).toISOString();

/** Two constituents, 20 entries, of which most are about this purpose, and 3 jurisdictions. */
function caseAt(number: number): ContactCase {
  const events = Array.from({ length: 16 }, (_, index): ConsentEvent => {
    const at = month(index + (number % 3));
    return {
      eventId: `con_${index}`,
      customerId: index % 3 === 0 ? 'b' : 'a',
      kind: kinds[index % kinds.length] ?? 'given',
      purpose: index % 4 === 3 ? 'research' : 'marketing',
      channels: ['email', 'sms'],
      at,
      recordedAt: at,
      ...(index % 5 === 3 && { expiresAt: month(index + 30) }),
      ...(index % 7 === 6 && { contactPoint: 'one' }),
      decidedFor: ['a', 'b'],
    };
  });
  const relationships = Array.from({ length: 4 }, (_, index): RelationshipEvent => {
    const at = month(index * 8 + (number % 5));
    return {
      eventId: `rel_${index}`,
      customerId: 'a',
      kind: index % 2 === 0 ? 'purchase' : 'inquiry',
      at,
      recordedAt: at,
      refusalOffered: true,
    };
  });
  return {
    purpose: {
      name: 'marketing',
      title: 'Marketing',
      kinds: ['direct_marketing'],
      legalBases: ['consent', 'legitimate-interest'],
      channels: ['email', 'sms', 'post'],
    },
    channel: number % 2 === 0 ? 'email' : 'sms',
    contactPoint: 'one',
    at: month(34),
    knownAt: month(34),
    members: ['a', 'b'],
    events,
    relationships,
    jurisdictions: ['CA-QC', 'DE', 'US-CA'],
    birthDate: '1980-05-17',
  };
}

export function measureConsent(): ConsentBench {
  for (let at = 0; at < warmUp; at += 1) decideContact(caseAt(at), law);
  const took: number[] = [];
  const used: number[] = [];
  for (let at = 0; at < decisions; at += batch) {
    const cases = Array.from({ length: batch }, (_, index) => caseAt(at + index));
    const cpu = process.cpuUsage();
    for (const each of cases) {
      const startedAt = performance.now();
      decideContact(each, law);
      took.push(performance.now() - startedAt);
    }
    const { user, system } = process.cpuUsage(cpu);
    used.push((user + system) / 1000 / batch);
  }
  const cpuMs = used.reduce((sum, each) => sum + each, 0) * batch;
  return {
    decisions,
    perCpuSecond: Math.round(decisions / (cpuMs / 1000)),
    p50Ms: rounded(quantile(took, 0.5), 3),
    p99Ms: rounded(quantile(took, 0.99), 3),
    p50CpuMs: rounded(quantile(used, 0.5), 3),
    p99CpuMs: rounded(quantile(used, 0.99), 3),
  };
}

export function printConsent(measured: ConsentBench): void {
  printTable([{ ...measured }]);
  const isMet = measured.p99CpuMs < goals.p99CpuMs;
  console.log(`\nGoal: p99 under ${goals.p99CpuMs} ms of processor; ${isMet ? 'met' : 'not met'}.`);
}
