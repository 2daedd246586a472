import { describe, expect, it } from 'vitest';
import { auditVerdict } from '../../../scripts/check/audit-verdict.ts';

const report = (vulnerabilities: object) =>
  JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: {} });

describe('what npm audit said', () => {
  it('is clean when the registry told of nothing high or critical', () => {
    expect(auditVerdict(report({}))).toEqual({ kind: 'clean' });
    expect(auditVerdict(report({ a: { severity: 'moderate' } }))).toEqual({ kind: 'clean' });
  });

  it('names the packages that are weak', () => {
    const weak = report({
      a: { severity: 'high' },
      b: { severity: 'low' },
      c: { severity: 'critical' },
    });
    expect(auditVerdict(weak)).toEqual({
      kind: 'vulnerable',
      packages: ['a (high)', 'c (critical)'],
    });
  });

  it.each([
    [
      'a registry without advisories',
      '{"message":"405 Method Not Allowed","error":{"summary":""}}',
      /405/,
    ],
    ['no network', '{"message":"request to https://… failed","error":{}}', /failed/],
    ['no answer', '', /no report/],
    ['an answer that is no report', '{"vulnerabilities":{}}', /no report/],
  ])('is not taken for clean with %s', (_, stdout, because) => {
    expect(auditVerdict(stdout)).toEqual({
      kind: 'unknown',
      because: expect.stringMatching(because),
    });
  });
});
