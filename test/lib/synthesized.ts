import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { defineGoldspoke } from '#lib/define-goldspoke';
import { deploymentConfig } from '#lib/deployment-config';

const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as {
  context: Record<string, unknown>;
};

/** An app with the flags of cdk.json that bundles no code: templates name the sources instead. */
export const appWithoutCode = () =>
  new App({
    outdir: mkdtempSync(join(tmpdir(), 'goldspoke-synth-')),
    context: { ...context, 'aws:cdk:bundling-stacks': [] },
  });

const made = new Map<string, ReturnType<typeof synthesize>>();

/**
 * The deployment as config/production.json has it, but for `overrides`; `tamper` adds what should not
 * be there. One that was not tampered with is made once for all test files of a worker: only read it.
 */
export function synthesized(overrides: Record<string, unknown> = {}, tamper?: Tamper) {
  if (tamper !== undefined) return synthesize(overrides, tamper);
  const key = JSON.stringify(overrides);
  const found = made.get(key) ?? synthesize(overrides);
  made.set(key, found);
  return found;
}

type Tamper = (data: Stack) => void;

function synthesize(overrides: Record<string, unknown>, tamper: Tamper = () => undefined) {
  const app = appWithoutCode();
  const file = JSON.parse(readFileSync('config/production.json', 'utf8')) as object;
  const stacks = defineGoldspoke(app, deploymentConfig.parse({ ...file, ...overrides }));
  tamper(stacks.data);
  const of = (stack: Stack) => Template.fromStack(stack);
  return {
    app,
    stacks,
    data: of(stacks.data),
    events: of(stacks.events),
    workflows: of(stacks.workflows),
    identity: of(stacks.identity),
    console: of(stacks.console),
    api: of(stacks.api),
    syndication: of(stacks.syndication),
    observability: of(stacks.observability),
  };
}

export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export const resourcesOf = (template: Template): readonly (readonly [string, Resource])[] =>
  Object.entries((template.toJSON().Resources ?? {}) as Record<string, Resource>);
