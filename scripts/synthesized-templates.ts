import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { defineGoldspoke } from '#lib/define-goldspoke';
import { deploymentConfig } from '#lib/deployment-config';

/** A CloudFormation template, as JSON. */
export interface SynthesizedTemplate {
  readonly Resources?: Readonly<Record<string, object>>;
  readonly Outputs?: Readonly<Record<string, object>>;
}

/**
 * Stack → template of a protected deployment with nothing optional, made without bundling any code:
 * the templates name the sources. Takes some seconds.
 */
export function synthesizedTemplates(): readonly (readonly [string, SynthesizedTemplate])[] {
  const outdir = mkdtempSync(join(tmpdir(), 'goldspoke-templates-'));
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as {
    context: Record<string, unknown>;
  };
  const app = new App({ outdir, context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  defineGoldspoke(app, deploymentConfig.parse({ name: 'goldspoke' }));
  const templates = app
    .synth()
    .stacks.map(({ stackName, template }) => [stackName, template as SynthesizedTemplate] as const);
  rmSync(outdir, { recursive: true });
  return templates;
}
