import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkMapping, columnsOf } from '#core/import/columns';
import { patternFault } from '#core/schema/safe-pattern';
import { templates } from '#core/schema/templates';
import { cpuMsOf } from '#test/support/cpu-ms';

const schema = templates.person;

describe('a file of an import', () => {
  const header = (columns: number) => [
    'id',
    ...Array.from({ length: columns - 1 }, (_, n) => `c${n}`),
  ];
  const columns = (count: number, more: object = {}) =>
    columnsOf(header(count), { sourceIdColumn: 'id', ...more }, schema);

  it('has a thousand columns and no more', () => {
    expect(columns(1000, { map: {} })).toHaveProperty('columns.count', 1000);
    expect(columns(1001, { map: {} })).toEqual({
      violations: [{ pointer: '/header', rule: 'columns', message: 'has more than 1000 columns' }],
    });
  });

  it('is refused at once, however many columns a header of 256 KiB has', async () => {
    const refused = () =>
      expect(columns(128 * 1024)).toHaveProperty('violations.0.rule', 'columns');
    expect(await cpuMsOf(refused)).toBeLessThan(1000);
  });

  it('has at most a hundred things that are wrong with it, as the import keeps them', () => {
    const found = columns(500) as { violations: readonly unknown[] };
    expect(found.violations).toHaveLength(100);
  });

  it('is mapped by a thousand columns and defaults and no more', () => {
    const many = (count: number, of: (n: number) => [string, string]) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => of(n)));
    const map = (count: number) => many(count, (n) => [`c${n}`, `unknown.a${n}`]);
    const rulesOf = (mapping: object) =>
      checkMapping({ sourceIdColumn: 'id', ...mapping }, schema).map(({ pointer, rule }) => [
        pointer,
        rule,
      ]);
    expect(rulesOf({ map: map(1000) })).toHaveLength(100);
    expect(rulesOf({ map: map(1001) })).toEqual([['/map', 'columns']]);
    const defaults = many(1001, (n) => [`unknown.a${n}`, 'x']);
    expect(rulesOf({ defaults })).toEqual([['/defaults', 'columns']]);
  });
});

describe('a pattern of a schema', () => {
  // Few letters, so that alternatives and repetitions overlap.
  const atom = fc.constantFrom('a', 'b', '[ab]', '.', '(a|b)', '(?:ab)', '(a|ab)', '(aa?)', '\\w');
  const repetition = fc.constantFrom('', '', '*', '+', '?', '{1,5}', '{3}', '*?');
  const pattern = fc
    .tuple(
      fc.constantFrom('', '^'),
      fc.array(
        fc.tuple(atom, repetition).map(([what, times]) => what + times),
        {
          minLength: 1,
          maxLength: 8,
        },
      ),
      fc.constantFrom('', '$', '!'),
    )
    .map(([begin, parts, end]) => begin + parts.join('') + end);
  const longest = 200;
  const hostile = ['a'.repeat(longest - 1), 'ab'.repeat(longest / 2 - 1), 'b'.repeat(longest - 1)];

  it('that is taken, is done with the worst text in a second, whatever it repeats', async () => {
    await fc.assert(
      fc.asyncProperty(pattern, async (each) => {
        fc.pre(patternFault(each, longest) === undefined);
        const taken = new RegExp(each, 'u');
        const search = () => hostile.map((text) => taken.test(`${text}\n`));
        expect(await cpuMsOf(search)).toBeLessThan(1000);
      }),
      { numRuns: 300 },
    );
  });
});
