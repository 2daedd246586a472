import type { DedupeReport, ReportedPair } from '#core/dedupe/report';
import { reportModel } from '#core/dedupe/report';
import { priorModel } from '#core/dedupe/situations';

export const reportedPair = (more: Partial<ReportedPair> = {}): ReportedPair => ({
  ids: ['r1', 'r2'],
  isJoined: true,
  a: ['r1', 'Ada King', 'ada@example.com'],
  b: ['r2', 'Ada Byron', ''],
  probability: 0.98765,
  weight: 6.321,
  contributions: [
    { comparison: 'prior', level: '', bits: -10.996 },
    { comparison: 'name', level: 'family-differs', bits: 4.004 },
    { comparison: 'email', level: 'same', bits: 13.004 },
    { comparison: 'frequency', level: 'of the values', bits: 0.309 },
  ],
  ...more,
});

/** A report whose numbers occur once each, so that a page that lacks one is found out. */
export const dedupeReport = (more: Partial<DedupeReport> = {}): DedupeReport => ({
  files: [{ file: 'people.csv', format: 'csv', encoding: 'windows-1252', delimiter: ';' }],
  records: 70_001,
  kinds: { person: 60_003, organisation: 9_998 },
  rejects: 1_213,
  rejectedLines: [{ file: 'people.csv', line: 8_887, reason: 'has 3 fields and not 4' }],
  columns: [
    { name: 'no', meaning: 'record-id', because: 'name', group: '' },
    { name: 'full', meaning: 'full-name', because: 'both', group: '' },
    { name: 'x', meaning: 'ignored', because: 'contents', group: '' },
    { name: 'mail', meaning: 'email', because: 'contents', group: 'work' },
  ],
  rules: [
    {
      name: 'e-mail',
      keys: 50_021,
      pairs: 40_009,
      brought: 30_011,
      oversizedBlocks: 2_003,
      oversizedRecords: 20_029,
      largest: 1_409,
    },
  ],
  rulesLeftOut: [{ name: 'city', pairs: 99_991 }],
  filled: [
    { comparison: 'name', records: 69_991 },
    { comparison: 'organisationName', records: 9_901 },
    { comparison: 'email', records: 51_001 },
    { comparison: 'street', records: 31_013 },
  ],
  models: {
    person: reportModel(priorModel('person')),
    organisation: reportModel(priorModel('organisation')),
  },
  threshold: 0.8765,
  thresholdBecause: 'model',
  expected: { precision: 0.9711, recall: 0.9377 },
  thresholds: [{ threshold: 0.8765, pairs: 12_347, precision: 0.9623, recall: 0.9431 }],
  weights: [
    { bits: -1, pairs: 311, joined: 127, matches: 133.7 },
    { bits: 0, pairs: 419, joined: 401, matches: 397.3 },
  ],
  counts: { records: 70_001, clusters: 61_129, candidates: 81_131, refused: 17_017 },
  clusterSizes: [
    { records: 1, clusters: 52_259 },
    { records: 2, clusters: 8_861 },
  ],
  borderline: [reportedPair({ ids: ['r7', 'r8'], probability: 0.87651, weight: 2.83 })],
  examples: [{ why: 'strongest', pair: reportedPair() }],
  frequent: [{ meaning: 'family name', value: 'garcia', records: 1_601, bits: -3.77 }],
  timings: [{ phase: 'read', milliseconds: 4_321.4, processorMilliseconds: 5_432.6 }],
  ...more,
});
