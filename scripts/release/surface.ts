import { eventTypes } from '#events/catalogue';
import { detailSchema } from '#events/json-schema';
import { contracts } from '#functions/manifest';
import { openApiOf } from '../openapi.ts';
import { synthesizedTemplates } from '../synthesized-templates.ts';

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
  /** Stack → what of it is kept, of a protected deployment with nothing optional. */
  readonly stacks: Readonly<Record<string, StackSurface>>;
}

/** The surface as the sources have it now. Takes some seconds: it synthesizes the templates. */
export function currentSurface(): Surface {
  return {
    openapi: openApiOf(contracts, 'surface') as unknown as Json,
    events: Object.fromEntries(eventTypes.map((type) => [type, detailSchema(type)])),
    stacks: Object.fromEntries(
      synthesizedTemplates().map(([name, template]) => [
        name,
        stackSurface(template as Partial<StackSurface>),
      ]),
    ),
  };
}

/** Keeps of a template what `Surface` promises: resources that stay when the stack goes, and outputs. */
export const stackSurface = ({
  Resources = {},
  Outputs = {},
}: Partial<StackSurface>): StackSurface => ({
  Resources: Object.fromEntries(
    Object.entries(Resources)
      .filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain')
      .map(([id, { Metadata: _, ...resource }]) => [id, resource]),
  ),
  Outputs,
});
