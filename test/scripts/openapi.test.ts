import { describe, expect, it } from 'vitest';
import { refusals } from '#core/kernel/refusal';
import { contracts } from '#functions/manifest';
import type { Contract } from '#functions/shared/contract';
import openApi from '../../docs/openapi.json' with { type: 'json' };

const all = Object.values(contracts).flatMap(
  (each) => Object.entries(each) as [string, Contract][],
);
type Operation = {
  operationId: string;
  security?: unknown[];
  parameters?: { name: string; in: string; required: boolean }[];
  requestBody?: object;
  responses: Record<string, object>;
};
const paths = openApi.paths as unknown as Record<string, Record<string, Operation>>;

describe('the OpenAPI document', () => {
  it.each(all)('describes %s as the manifest has it', (name, contract) => {
    const operation = paths[`/v1${contract.path}`]?.[contract.method.toLowerCase()];
    expect(operation?.operationId).toBe(name);
    expect(operation?.requestBody !== undefined).toBe(contract.body !== undefined);
    expect(operation?.security).toEqual(contract.permission === null ? [] : undefined);
    const inPath =
      operation?.parameters?.filter((each) => each.in === 'path').map((each) => each.name) ?? [];
    expect(inPath.toSorted()).toEqual(
      [...contract.path.matchAll(/\{(\w+)\}/g)].map(([, each]) => each).toSorted(),
    );
    const well = contract.creates ? ['200', '201'] : [String(contract.status ?? 200)];
    const described = Object.keys(operation?.responses ?? {}).filter((each) => each < '300');
    expect(described).toEqual(well);
    for (const code of contract.refusals)
      expect(operation?.responses).toHaveProperty(String(refusals[code][0]));
    expect('412' in (operation?.responses ?? {})).toBe(
      contract.ifMatch !== undefined || contract.refusals.includes('precondition.failed'),
    );
    for (const [status, { mediaType }] of Object.entries(contract.ownAnswers ?? {}))
      expect(operation?.responses[status]).toHaveProperty(['content', mediaType]);
  });

  it('tells an agent’s errors apart from the hub’s own of the same status', () => {
    const forbidden = paths['/v1/data-rights-request']?.post?.responses['403'];
    expect(forbidden).toMatchObject({
      description: expect.stringContaining('request.blocked'),
      content: { 'application/json': {}, 'application/problem+json': {} },
    });
  });

  it.each(
    all.filter(
      ([, { path, body, mediaTypes }]) =>
        body !== undefined &&
        mediaTypes === undefined &&
        /privacy|retention|\/agents|me\/requests|request-proofs/.test(path),
    ),
  )('shows bodies of %s that are taken', (name, { body, method, path }) => {
    const { requestBody } = paths[`/v1${path}`]?.[method.toLowerCase()] ?? {};
    const { schema } = (requestBody as { content: Record<string, { schema: object }> }).content[
      'application/json'
    ] ?? { schema: {} };
    type Shown = { readonly examples?: readonly unknown[] };
    const { examples = [], properties = {} } = schema as Shown & {
      readonly properties?: Readonly<Record<string, Shown>>;
    };
    // Zod shows none of a body whose members are transformed: then they have their own.
    const inMembers = Object.values(properties).flatMap((each) => each.examples ?? []);
    expect([...examples, ...inMembers].length, name).toBeGreaterThan(0);
    for (const each of examples)
      expect(body?.safeParse(each), JSON.stringify(each)).toMatchObject({ success: true });
  });

  it('describes nothing else', () => {
    const described = Object.values(paths).flatMap((each) => Object.keys(each));
    expect(described).toHaveLength(all.length);
  });

  it('refers to nothing that is not in it', () => {
    const references = [...JSON.stringify(openApi).matchAll(/"\$ref":"([^"]+)"/g)].map(
      ([, each]) => each,
    );
    expect(new Set(references)).toEqual(new Set(['#/components/schemas/Problem']));
  });
});
