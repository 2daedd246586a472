import { describe, expect, it } from 'vitest';
import { breakingChanges } from '../../../scripts/release/breaking-changes.ts';
import { type StackSurface, type Surface, stackSurface } from '../../../scripts/release/surface.ts';

interface ObjectSchema {
  type: 'object';
  properties: Record<string, { type?: string; enum?: string[] }>;
  required: string[];
  additionalProperties: false;
}
const closed = (
  properties: ObjectSchema['properties'],
  required: readonly string[] = [],
): ObjectSchema => ({
  type: 'object',
  properties,
  required: [...required],
  additionalProperties: false,
});
const text = { type: 'string' };
const json = (schema: ObjectSchema) => ({ content: { 'application/json': { schema } } });

interface Operation {
  'x-permission': string;
  parameters: { name: string; in: 'query'; required: boolean; schema: object }[];
  requestBody: ReturnType<typeof json>;
  responses: Record<number, { description: string } & ReturnType<typeof json>>;
}
interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy: string;
}
interface Draft {
  openapi: {
    openapi: string;
    info: object;
    paths: Record<string, { post?: Operation; get?: Operation }>;
  };
  events: Record<string, ObjectSchema>;
  stacks: Record<
    string,
    {
      Resources: Record<string, Resource>;
      Outputs: Record<string, { Value: string; Export?: { Name: string } }>;
    }
  >;
}

const draft = (): Draft => ({
  openapi: {
    openapi: '3.1.0',
    info: { title: 'hub', version: '1' },
    paths: {
      '/things': {
        post: {
          'x-permission': 'thing:write',
          parameters: [{ name: 'limit', in: 'query', required: false, schema: text }],
          requestBody: json(closed({ name: text, colour: { enum: ['red', 'blue'] } }, ['name'])),
          responses: {
            200: {
              description: 'made',
              ...json(closed({ id: text, state: { enum: ['open'] } }, ['id'])),
            },
          },
        },
      },
    },
  },
  events: { 'thing.made.v1': closed({ id: text }, ['id']) },
  stacks: {
    data: {
      Resources: {
        Main: {
          Type: 'AWS::DynamoDB::Table',
          Properties: { KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }] },
          DeletionPolicy: 'Retain',
        },
      },
      Outputs: { MainArn: { Value: 'arn', Export: { Name: 'hub-main' } } },
    },
  },
});

/** A small surface; `change` may do anything to it. */
function surface(change: (of: Draft) => unknown = () => undefined): Surface {
  const made = draft();
  change(made);
  const stacks = Object.entries(made.stacks).map(
    ([name, each]) => [name, stackSurface(each as unknown as Partial<StackSurface>)] as const,
  );
  return { ...made, stacks: Object.fromEntries(stacks) };
}

const post = ({ openapi }: Draft) => openapi.paths['/things']!.post!;
const body = (of: Draft) => post(of).requestBody.content['application/json'].schema;
const answer = (of: Draft) => post(of).responses[200]!.content['application/json'].schema;
const event = (of: Draft) => of.events['thing.made.v1']!;
const data = (of: Draft) => of.stacks.data!;
const table = (of: Draft) => data(of).Resources.Main!;

describe('what breaks a caller', () => {
  it.each<[string, (of: Draft) => unknown, RegExp]>([
    ['a route that is gone', (of) => delete of.openapi.paths['/things']!.post, /remove .*post/],
    [
      'a parameter that is now required',
      (of) => {
        post(of).parameters[0]!.required = true;
      },
      /limit|parameters/,
    ],
    [
      'a route that asks for another permission',
      (of) => {
        post(of)['x-permission'] = 'thing:steward';
      },
      /x-permission/,
    ],
    ['a body property that is now required', (of) => body(of).required.push('colour'), /required/],
    [
      'a body property that is no longer taken',
      (of) => delete body(of).properties.colour,
      /colour/,
    ],
    ['a value that is no longer taken', (of) => body(of).properties.colour!.enum!.pop(), /enum/],
    ['an answer without what it had', (of) => delete answer(of).properties.id, /id/],
    ['an answer that may lack what it had', (of) => answer(of).required.pop(), /required/],
    [
      'an answer of another type',
      (of) => {
        answer(of).properties.id = { type: 'number' };
      },
      /id/,
    ],
    ['an event that is gone', (of) => delete of.events['thing.made.v1'], /no longer published/],
    ['an event without what it had', (of) => delete event(of).properties.id, /thing.made.v1/],
    ['an event that may lack what it had', (of) => event(of).required.pop(), /required/],
    [
      'a table with another key',
      (of) => {
        table(of).Properties = { KeySchema: [{ AttributeName: 'X', KeyType: 'HASH' }] };
      },
      /WILL_REPLACE/,
    ],
    [
      'a table under another logical id',
      (of) => {
        data(of).Resources = { Other: table(of) };
      },
      /Main WILL_/,
    ],
    [
      'a table that would go with its stack',
      (of) => {
        table(of).DeletionPolicy = 'Delete';
      },
      /Main WILL_/,
    ],
    [
      'an output that is gone',
      (of) => {
        data(of).Outputs = {};
      },
      /MainArn is gone/,
    ],
    [
      'an output exported under another name',
      (of) => {
        data(of).Outputs.MainArn!.Export = { Name: 'other' };
      },
      /another name/,
    ],
    [
      'a stack that is gone',
      (of) => {
        delete of.stacks.data;
      },
      /MainArn is gone/,
    ],
  ])('is %s', (_, change, named) => {
    expect(breakingChanges(surface(), surface(change)).join('\n')).toMatch(named);
  });
});

describe('what breaks nobody', () => {
  it.each<[string, (of: Draft) => unknown]>([
    ['nothing at all', () => undefined],
    [
      'a new route',
      (of) => {
        of.openapi.paths['/more'] = { get: post(of) };
      },
    ],
    [
      'a body property that may be left out',
      (of) => {
        body(of).properties.size = text;
      },
    ],
    [
      'one more property of an answer',
      (of) => {
        answer(of).properties.size = text;
      },
    ],
    [
      'a new event',
      (of) => {
        of.events['thing.gone.v1'] = closed({ id: text });
      },
    ],
    [
      'one more property of an event',
      (of) => {
        event(of).properties.size = text;
      },
    ],
    [
      'a new table and output',
      (of) => {
        data(of).Resources.Second = table(of);
        data(of).Outputs.More = { Value: 'x', Export: { Name: 'hub-more' } };
      },
    ],
    [
      'a setting of a table that changes in place',
      (of) => {
        table(of).Properties = {
          ...table(of).Properties,
          DeletionProtectionEnabled: true,
        };
      },
    ],
  ])('is %s', (_, change) => {
    expect(breakingChanges(surface(), surface(change))).toEqual([]);
  });
});
