import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Refusal } from '#core/kernel/refusal';
import { cellsOf, textOf } from '#functions/imports/read-line';
import { contracts } from '#functions/manifest';
import { authenticate } from '#functions/shared/authenticate';
import type { Contract } from '#functions/shared/contract';
import { parseBody } from '#functions/shared/parse';
import { cpuMsOf } from '#test/support/cpu-ms';

interface JsonSchema {
  readonly type?: string;
  readonly [keyword: string]: unknown;
}

const asSchema = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema;

const unboundedRegex = /(?<!\\)[*+](?!\])|\{\d+,\}/;

/** Where in a schema of input something may be as long, as many or as deep as the sender likes. */
function unboundedIn(schema: unknown, at: string): string[] {
  if (schema === null || typeof schema !== 'object') return [];
  if (Array.isArray(schema)) return schema.flatMap((each, n) => unboundedIn(each, `${at}/${n}`));
  const of = schema as JsonSchema;
  if (of.enum !== undefined || of.const !== undefined) return [];
  const below = ['anyOf', 'oneOf', 'allOf', 'items', 'prefixItems'].flatMap((name) =>
    unboundedIn(of[name], name === 'items' ? `${at}/*` : at),
  );
  const members = Object.entries((of.properties ?? {}) as object).flatMap(([name, each]) =>
    unboundedIn(each, `${at}/${name}`),
  );
  const own: string[] = [];
  if (of.type === 'string') {
    const patterns = [
      of.pattern,
      ...((of.allOf ?? []) as JsonSchema[]).map((each) => each.pattern),
    ];
    const hasPattern = patterns.some(
      (each) =>
        typeof each === 'string' &&
        each.startsWith('^') &&
        !unboundedRegex.test(each.replace(/\[[^\]]*\]/g, 'c')),
    );
    if (of.maxLength === undefined && !hasPattern) own.push(`${at} (text)`);
  }
  if (of.type === 'array' && of.maxItems === undefined) own.push(`${at} (list)`);
  if (typeof of.additionalProperties === 'object' && of.maxProperties === undefined)
    own.push(`${at} (members)`);
  return [...own, ...below, ...members];
}
const routes = Object.values(contracts).flatMap((each) =>
  Object.entries(each as Record<string, Contract>),
);

/** Bounded elsewhere: by parseBody (20,000 values, 16 levels, 256 KiB), and here → where more is said. */
const boundedElsewhere: Readonly<Record<string, string>> = {
  'putRecord body/attributes (members)': 'core/schema/validate.ts',
  'matchCustomers body/attributes (members)': 'core/schema/validate.ts',
  'originateCustomer body/attributes (members)': 'core/schema/validate.ts',
  'editCustomer body/attributes (members)': 'core/schema/validate.ts',
  'correctMe body/attributes (members)': 'core/schema/validate.ts',
  'createPrivacyRequest body/about/2/attributes (members)': 'core/schema/validate.ts',
  'createPrivacyRequest body/details/corrections (members)': 'its refinement: 32,000 characters',
  'createMyRequest body/details/corrections (members)': 'its refinement: 32,000 characters',
  'putAnnex body/data (members)': 'its largest body, and store/packages.ts',
  'createImport body/map (members)': 'core/import/columns.ts',
  'createImport body/defaults (members)': 'core/import/columns.ts',
  'putSchema body (members)': 'core/schema/define.ts',
  'putSchema body/title (text)': 'core/schema/define.ts',
  'putSchema body/attributes (list)': 'core/schema/define.ts',
  'putSchema body/attributes/* (members)': 'core/schema/define.ts',
  'putSchema body/attributes/*/name (text)': 'core/schema/define.ts',
  'putSchema body/attributes/*/type (text)': 'core/schema/define.ts',
  'putSchema body/attributes/*/classification (text)': 'core/schema/define.ts',
  'listAudit query/object (text)': 'its refinement: `type:name`, 232 characters at most',
  'listAudit query/about (text)': 'its refinement: `type:name`, 232 characters at most',
  'putNotice body/texts (members)': 'each key is a language of at most 5 characters',
  'createConsentRehearsal body/change/notice/texts (members)':
    'each key is a language of at most 5 characters',
  'putLens body/masks (members)': 'each key is an attribute’s name of at most 63 characters',
};

describe('what may be sent', () => {
  it.each(routes)('to %s is bounded in length and number, part by part', (name, contract) => {
    const unbounded = (['params', 'query', 'body'] as const).flatMap((part) =>
      contract[part] === undefined ? [] : unboundedIn(asSchema(contract[part]), `${name} ${part}`),
    );
    expect(unbounded.filter((each) => !(each in boundedElsewhere))).toEqual([]);
  });

  it('would be found unbounded', () => {
    const loose = z.object({
      text: z.string(),
      list: z.array(z.enum(['a'])),
      byName: z.record(z.string(), z.boolean()),
      path: z.string().regex(/^[a-z]+$/),
      ends: z.string().regex(/[a-z]{1,3}$/),
    });
    expect(unboundedIn(asSchema(loose), '')).toEqual(
      [' (text)', ' (list)', ' (members)', ' (text)', ' (text)'].map(
        (what, at) => `/${['text', 'list', 'byName', 'path', 'ends'][at]}${what}`,
      ),
    );
  });
});

const refusalOf = (text: string) => {
  try {
    parseBody(text);
  } catch (error) {
    if (error instanceof Refusal)
      return [error.code, error.violations[0]?.pointer, error.violations[0]?.rule];
    throw error;
  }
  return undefined;
};

describe('a body', () => {
  const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
  const wide = (values: number) => `[${Array(values).fill('1').join(',')}]`;

  it('nests sixteen deep and no deeper', () => {
    expect(refusalOf(deep(16))).toBeUndefined();
    expect(refusalOf(deep(17))).toEqual(['request.invalid', '/0'.repeat(16), 'depth']);
  });

  it('has twenty thousand values and no more, and is not walked beyond', async () => {
    expect(refusalOf(wide(19_999))).toBeUndefined();
    expect(refusalOf(wide(20_000))).toEqual(['request.invalid', '', 'size']);
    const text = wide(120_000);
    expect(await cpuMsOf(() => expect(refusalOf(text)?.[2]).toBe('size'))).toBeLessThan(500);
  });

  it.each(['__proto__', 'constructor', 'prototype'])(
    'names no member %s, however spelt',
    (name) => {
      const escaped = `\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}`;
      for (const spelt of [name, escaped])
        expect(refusalOf(`{"a":{"${spelt}":{"x":1}}}`)).toEqual([
          'request.invalid',
          `/a/${name}`,
          'name',
        ]);
      expect(({} as { x?: number }).x).toBeUndefined();
    },
  );

  it.each(['9007199254740992', '-9007199254740993', '1e400', '-1e999', '1e21'])(
    'holds no number that would be rounded: %s',
    (number) => {
      expect(refusalOf(`{"a":[${number}]}`)).toEqual(['request.invalid', '/a/0', 'number']);
    },
  );

  it.each(['9007199254740991', '-9007199254740991', '0.1', '1e-400'])('may hold %s', (number) => {
    expect(refusalOf(`{"a":${number}}`)).toBeUndefined();
  });

  it('that says a thing twice says what it says last, as every JSON reader of ours', () => {
    expect(parseBody('{"a":1,"a":2}')).toEqual({ a: 2 });
  });
});

describe('a line of an import', () => {
  it('that is packed is never unpacked: it is no text', () => {
    const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(20_000);
    expect(() => textOf(bomb)).toThrow('import.line-malformed');
  });

  it('of NDJSON nests no deeper than a body', () => {
    expect(
      refusalOf(`{"sourceId":"1","attributes":${'{"a":'.repeat(16)}1${'}'.repeat(17)}`)?.[2],
    ).toBe('depth');
  });

  it('of CSV is one record: a quotation mark that does not close, or a lone return, is refused', () => {
    expect(() => cellsOf('1,"Ada', ',')).toThrow('import.line-malformed');
    expect(() => cellsOf('1,Ada\r2,Eve', ',')).toThrow('import.line-malformed');
    expect(cellsOf(`1,${','.repeat(100_000)}`, ',')).toHaveLength(100_002);
  });
});

describe('a header', () => {
  const open = async (authorization: string) => {
    let asked = 0;
    const services = {
      clock: () => '2026-01-01T00:00:00.000Z',
      tokens: {
        byHash: async () => {
          asked += 1;
        },
      },
    };
    const caller = await authenticate(authorization, services as never);
    return [caller, asked];
  };

  it('Authorization of more than 512 characters is no machine’s, and nobody is asked', async () => {
    expect(await open(`Bearer ${'x'.repeat(512)}`)).toEqual([undefined, 1]);
    expect(await open(`Bearer ${'x'.repeat(513)}`)).toEqual([undefined, 0]);
    expect(await open(`Bearer ${'x'.repeat(100_000)}`)).toEqual([undefined, 0]);
  });

  it('takes no longer to be refused the longer it is', async () => {
    const hostile = [`Bearer${' '.repeat(100_000)}\n`, `Bearer eyJ${'a.'.repeat(50_000)}!`];
    expect(
      await cpuMsOf(async () => {
        for (const each of hostile) await open(each);
      }),
    ).toBeLessThan(500);
  });
});
