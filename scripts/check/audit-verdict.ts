export type AuditVerdict =
  | { readonly kind: 'clean' }
  /** `name (severity)` of each package that a deployment would carry. */
  | { readonly kind: 'vulnerable'; readonly packages: readonly string[] }
  /** Nobody told: neither good nor bad. */
  | { readonly kind: 'unknown'; readonly because: string };

interface Report {
  readonly auditReportVersion?: number;
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string }>>;
  readonly message?: string;
}

const grave = new Set(['high', 'critical']);

/**
 * What `npm audit --json` said. A registry that has no advisories (a mirror, a machine without a
 * network) is told apart from one that has none for us: the report then has no version.
 */
export function auditVerdict(stdout: string): AuditVerdict {
  const report = parsed(stdout);
  if (report?.auditReportVersion === undefined || report.vulnerabilities === undefined)
    return { kind: 'unknown', because: report?.message ?? 'npm audit gave no report' };
  const packages = Object.entries(report.vulnerabilities)
    .filter(([, { severity }]) => grave.has(severity))
    .map(([name, { severity }]) => `${name} (${severity})`);
  return packages.length === 0 ? { kind: 'clean' } : { kind: 'vulnerable', packages };
}

function parsed(text: string): Report | undefined {
  try {
    // npm's own format, of which only what is asked above is believed.
    return JSON.parse(text) as Report;
  } catch {
    return undefined;
  }
}
