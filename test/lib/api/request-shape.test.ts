import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { contracts } from '#functions/manifest';
import type { Contract } from '#functions/shared/contract';
import { requestShapeOf, requiredQueryOf } from '#lib/api/request-shape';
import { arbitraryOf } from '#test/support/schema-arbitrary';

const all = Object.values(contracts).flatMap((each) =>
  Object.entries(each as Record<string, Contract>),
);
/** A text has no members. */
const withBody = all.flatMap(([name, { body, text }]) =>
  body === undefined || text ? [] : [[name, body] as const],
);
const ajv = new Ajv();
const isOfShape = (body: z.ZodType) => {
  const shape = requestShapeOf(body);
  return shape === undefined ? () => true : ajv.compile<unknown>(shape);
};

/** Bodies as the contract's schema describes them, and what is left of them when members are lost. */
const bodies = (body: z.ZodType) =>
  arbitraryOf(z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) as never);
const withLosses = (body: z.ZodType) =>
  fc
    .tuple(bodies(body), fc.array(fc.nat(9), { maxLength: 3 }))
    .map(([value, lost]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).filter((_, index) => !lost.includes(index)))
        : value,
    );

describe('the shape that API Gateway asks of a body', () => {
  it.each(withBody)('%s: is had by every body that the contract accepts', (_, body) => {
    const fits = isOfShape(body);
    fc.assert(
      fc.property(withLosses(body), (value) => {
        fc.pre(body.safeParse(value).success);
        expect(fits(value)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it.each(withBody)('%s: is not had by what is no object, or lacks a member', (_, body) => {
    const shape = requestShapeOf(body);
    const fits = isOfShape(body);
    expect(shape?.type).toBe('object');
    for (const value of [null, [], 'text', 7, true]) expect(fits(value)).toBe(false);
    for (const lost of shape?.required ?? []) {
      const value = Object.fromEntries(
        (shape?.required ?? []).filter((name) => name !== lost).map((name) => [name, 'x']),
      );
      expect(fits(value)).toBe(false);
    }
  });

  it('asks a source record for its schema, attributes and time', () => {
    expect(requestShapeOf(contracts.records.putRecord.body)).toEqual({
      type: 'object',
      required: ['attributes', 'schema', 'updatedAt'],
    });
  });

  it('asks of alternatives what all of them need, and of parts what any of them needs', () => {
    const [a, b] = [z.object({ x: z.string(), y: z.string() }), z.object({ x: z.string() })];
    expect(requestShapeOf(z.union([a, b]))).toEqual({ type: 'object', required: ['x'] });
    expect(requestShapeOf(z.intersection(a, b))).toEqual({ type: 'object', required: ['x', 'y'] });
  });

  it('asks nothing where a body need not be an object, and no empty list of members', () => {
    expect(requestShapeOf(z.union([z.object({}), z.string()]))).toBeUndefined();
    expect(requestShapeOf(z.object({ x: z.string().optional() }))).toEqual({ type: 'object' });
    expect(requestShapeOf(z.object({ x: z.string().default('y') }))).toEqual({ type: 'object' });
  });
});

describe('the query that API Gateway asks for', () => {
  it('is what the route cannot do without', () => {
    const query = z.strictObject({ object: z.string(), limit: z.coerce.number().default(50) });
    expect(requiredQueryOf({ ...contracts.audit.listAudit, query })).toEqual(['object']);
    for (const [, contract] of all)
      if (contract.query?.safeParse({}).success) expect(requiredQueryOf(contract)).toEqual([]);
  });
});
