import * as z from 'zod';
import { type RefusalCode, refusals } from '#core/kernel/refusal';
import { type Contract, heedsRepeats, type OwnAnswer } from '#functions/shared/contract';
import { onBehalfOfForm } from '#functions/shared/on-behalf-of';

type JsonSchema = Record<string, unknown>;

const formTypes = ['application/x-www-form-urlencoded', 'multipart/form-data'];
const bodyTypesOf = ({ form, text }: Contract): readonly string[] =>
  form ? formTypes : [text ? 'text/plain' : 'application/json'];

/** Refusals that any route with authentication, a body or a precondition may answer. */
const commonRefusals = (contract: Contract): readonly RefusalCode[] => [
  ...(contract.permission === null
    ? []
    : ([
        'auth.unauthenticated',
        'auth.forbidden',
        'quota-exceeded',
        'overloaded',
        'restore.replaying',
      ] as const)),
  'throttled',
  'request.blocked',
  ...(contract.permission !== null || contract.params || contract.query || contract.body
    ? (['request.invalid'] as const)
    : []),
  ...(contract.body
    ? (['request.malformed', 'request.too-large', 'request.unsupported-media-type'] as const)
    : []),
  ...(contract.ifMatch ? (['precondition.failed'] as const) : []),
  ...(contract.ifMatch === 'required' ? (['precondition.required'] as const) : []),
  ...(heedsRepeats(contract) ? (['idempotency.in-progress', 'idempotency.mismatch'] as const) : []),
];

/** OpenAPI 3.1 of every route in the manifest. Pure: the same contracts give the same document. */
export function openApiOf(
  contracts: Readonly<Record<string, Readonly<Record<string, Contract>>>>,
  version: string,
) {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const [capability, routes] of Object.entries(contracts)) {
    for (const [name, contract] of Object.entries(routes)) {
      const path = `/v1${contract.path}`;
      paths[path] = {
        ...paths[path],
        [contract.method.toLowerCase()]: operationOf(name, capability, contract),
      };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Goldspoke',
      version,
      summary: 'Customer master data hub: one golden record per customer.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    tags: Object.keys(contracts).map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: problem },
    },
  };
}

function operationOf(name: string, capability: string, contract: Contract): JsonSchema {
  const codes = [...new Set([...commonRefusals(contract), ...contract.refusals])];
  const byStatus = Map.groupBy(codes, (code) => refusals[code][0]);
  const parameters = [
    ...parametersOf(contract.params, 'path'),
    ...parametersOf(contract.query, 'query'),
    ...headersOf(contract),
  ];
  return {
    operationId: name,
    tags: [capability],
    summary: contract.summary,
    ...(contract.permission === null ? { security: [] } : { 'x-permission': contract.permission }),
    ...(parameters.length > 0 && { parameters }),
    ...(contract.body && {
      requestBody: {
        required: contract.form !== true,
        content: Object.fromEntries(
          bodyTypesOf(contract).map((type) => [
            type,
            { schema: schemaOf(contract.body as z.ZodType, 'input') },
          ]),
        ),
      },
    }),
    responses: {
      ...Object.fromEntries(
        (contract.creates ? [200, 201] : [contract.status ?? 200]).map((status) => [
          String(status),
          {
            description: contract.creates && status === 200 ? 'It was there already.' : 'Done.',
            ...(status !== 204 && {
              content: Object.fromEntries(
                (contract.mediaTypes ?? ['application/json']).map((type) => [
                  type,
                  { schema: schemaOf(contract.response, 'output') },
                ]),
              ),
            }),
          },
        ]),
      ),
      ...Object.fromEntries(
        [...byStatus].map(([status, each]) => [String(status), refusalsOf(status, each)]),
      ),
      ...Object.fromEntries(
        Object.entries(contract.ownAnswers ?? {}).map(([status, own]) => [
          status,
          withOwn(
            refusalsOf(
              Number(status),
              codes.filter((code) => refusals[code][0] === Number(status)),
            ),
            own,
          ),
        ]),
      ),
    },
  };
}

const refusalsOf = (status: number, codes: readonly RefusalCode[]) => ({
  description: codes.map((code) => `\`${code}\`: ${refusals[code][1]}`).join('\n'),
  ...(status >= 400 &&
    codes.length > 0 && {
      content: {
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      },
    }),
});

const withOwn = (
  { description, content }: { readonly description: string; readonly content?: object },
  { says, mediaType, body }: OwnAnswer,
) => ({
  description: [says, description].filter((each) => each !== '').join('\n'),
  content: { [mediaType]: { schema: schemaOf(body, 'output') }, ...content },
});

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): JsonSchema[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...each }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description !== undefined && { description }),
    schema: each,
  }));
}

const headersOf = (contract: Contract): JsonSchema[] => [
  ...(contract.permission !== null && contract.permission !== 'me'
    ? [
        {
          name: 'X-Goldspoke-Break-Glass',
          in: 'header',
          required: false,
          description: 'The id of a glass that the caller broke: everything may be read.',
          schema: { type: 'string', maxLength: 64 },
        },
        {
          name: 'X-On-Behalf-Of',
          in: 'header',
          required: false,
          description:
            'For whom the caller acts: an id of the caller’s own, no name and no address. It stands in audit entries and grants nothing.',
          schema: { type: 'string', pattern: onBehalfOfForm.source },
        },
      ]
    : []),
  ...(contract.ifMatch
    ? [
        {
          name: 'If-Match',
          in: 'header',
          required: contract.ifMatch === 'required',
          description: 'The ETag last read.',
          schema: { type: 'string' },
        },
      ]
    : []),
  ...(heedsRepeats(contract)
    ? [
        {
          name: 'Idempotency-Key',
          in: 'header',
          required: false,
          description: 'A repeat with the same key gets the first answer, for 24 hours.',
          schema: { type: 'string', minLength: 1, maxLength: 255 },
        },
      ]
    : []),
];

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  // Any JSON value refers to itself; "anything" says the same in the reference.
  const made = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    reused: 'inline',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === 'lazy')
        for (const name of Object.keys(jsonSchema)) delete jsonSchema[name as never];
    },
  }) as JsonSchema;
  const {
    $schema: _,
    $defs: __,
    ...rest
  } = JSON.parse(
    JSON.stringify(made, (name, value) =>
      value && typeof value === 'object' && typeof value.$ref === 'string' && name !== ''
        ? {}
        : value,
    ),
  ) as JsonSchema;
  return rest;
}

const problem: JsonSchema = {
  type: 'object',
  description: 'RFC 9457. `type` ends with a stable code; docs/refusals.md explains each.',
  required: ['type', 'title', 'status', 'correlationId'],
  properties: {
    type: { type: 'string', description: '/problems/{code}' },
    title: { type: 'string' },
    status: { type: 'integer' },
    correlationId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pointer', 'rule', 'message'],
        properties: {
          pointer: {
            type: 'string',
            description: 'RFC 6901, into the part that `in` names (the body when absent).',
          },
          rule: { type: 'string' },
          message: { type: 'string' },
          in: { enum: ['path', 'query', 'header'] },
        },
      },
    },
  },
};
