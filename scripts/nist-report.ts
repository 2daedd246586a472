import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { NIST80053R5Checks } from 'cdk-nag';
import { defineGoldspoke } from '#lib/define-goldspoke';
import { readDeploymentConfig } from '#lib/deployment-config';
import { repositoryRoot } from '#lib/repository-root';

/**
 * `npm run report:nist [config]`: counts what cdk-nag's NIST 800-53 r5 rules find in a deployment, by rule.
 * A report and no check: docs/rehearsal.md says how to read it.
 */
const { context } = JSON.parse(readFileSync(join(repositoryRoot, 'cdk.json'), 'utf8'));
const outdir = mkdtempSync(join(tmpdir(), 'goldspoke-nist-'));
const app = new App({ outdir, context: { ...context, 'aws:cdk:bundling-stacks': [] } });
defineGoldspoke(app, readDeploymentConfig(process.argv[2]));
Validations.of(app).addPlugins(new NIST80053R5Checks(app));
try {
  app.synth();
} catch {
  // Findings fail a synthesis; here they are what is wanted, and stand in the report.
}
process.exitCode = 0;
const report = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')) as {
  pluginReports: { violations: { ruleName: string; violatingConstructs: unknown[] }[] }[];
};
rmSync(outdir, { recursive: true, force: true });
const counts = new Map<string, number>();
for (const { ruleName, violatingConstructs } of report.pluginReports.flatMap((e) => e.violations)) {
  const rule = ruleName.replace(/\[.*$/, '');
  counts.set(rule, (counts.get(rule) ?? 0) + violatingConstructs.length);
}
for (const [rule, count] of [...counts].toSorted()) console.log(`${count}\t${rule}`);
