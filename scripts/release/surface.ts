import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { eventTypes } from '#events/catalogue';
import { detailSchema } from '#events/json-schema';
import { contracts } from '#functions/manifest';
import { defineGoldspoke } from '#lib/define-goldspoke';
import { deploymentConfig } from '#lib/deployment-config';
import { openApiOf } from '../openapi.ts';

type Json = Record<string, unknown>;

/** What of one stack others rely on: what stays when it goes, its outputs and its exported names. */
export interface StackSurface {
  readonly Resources: Readonly<Record<string, Json>>;
  readonly Outputs: Readonly<Record<string, Json>>;
}

/** Everything that people outside the code rely on, at one moment. */
export interface Surface {
  readonly openapi: Json;
  /** Event type → JSON Schema of its detail. */
  readonly events: Readonly<Record<string, unknown>>;
  /** Stack → what of it is kept, of the deployment that `released` describes. */
  readonly stacks: Readonly<Record<string, StackSurface>>;
}

/** The deployment whose templates are compared: protected, with nothing optional. */
const released = { name: 'goldspoke' };

/** The surface as the sources have it now. Takes some seconds: it synthesizes the templates. */
export function currentSurface(): Surface {
  return {
    openapi: openApiOf(contracts, 'surface') as unknown as Json,
    events: Object.fromEntries(eventTypes.map((type) => [type, detailSchema(type)])),
    stacks: Object.fromEntries(
      synthesizedTemplates().map(([name, template]) => [name, stackSurface(template)]),
    ),
  };
}

type Template = Partial<StackSurface>;

function synthesizedTemplates(): readonly (readonly [string, Template])[] {
  const outdir = mkdtempSync(join(tmpdir(), 'goldspoke-surface-'));
  const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Json };
  // Without bundling: templates name the sources of functions, and those are no part of the surface.
  const app = new App({ outdir, context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  defineGoldspoke(app, deploymentConfig.parse(released));
  const templates = app
    .synth()
    .stacks.map(({ stackName, template }) => [stackName, template as Template] as const);
  rmSync(outdir, { recursive: true });
  return templates;
}

/** Keeps of a template what `Surface` promises: resources that stay when the stack goes, and outputs. */
export const stackSurface = ({ Resources = {}, Outputs = {} }: Template): StackSurface => ({
  Resources: Object.fromEntries(
    Object.entries(Resources)
      .filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
      .map(([id, { Metadata: _, ...resource }]) => [id, resource]),
  ),
  Outputs,
});
