import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, spreadsheetCell } from '#core/kernel/csv-cell';

const cells = (line: string): string[] => (parse(`x,${line},y`) as string[][])[0] ?? [];
// Few letters, so that quotation marks, delimiters and beginnings of formulas meet.
const text = fc.string({
  unit: fc.constantFrom('=', '+', '-', '@', '\t', '"', ',', ';', "'", 'a', '1'),
});

describe('a cell for machines', () => {
  it('reads back as it was', () => {
    fc.assert(
      fc.property(text, (each) => {
        expect(cells(csvCell(each))).toEqual(['x', each, 'y']);
      }),
    );
    expect(cells(csvCell('two\nlines'))).toEqual(['x', 'two\nlines', 'y']);
    expect(csvCell('+44 7700 900123')).toBe('+44 7700 900123');
  });
});

describe('a cell for people', () => {
  it.each([
    ['=HYPERLINK("https://example.com","x")', `"'=HYPERLINK(""https://example.com"",""x"")"`],
    ['+1+1', `"'+1+1"`],
    ['-1+1', `"'-1+1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\t=1', `"'\t=1"`],
    ['\r=1', `"'\r=1"`],
    ['＝1+1', `"'＝1+1"`],
  ])('is no formula: %j', (formula, written) => {
    expect(spreadsheetCell(formula)).toBe(written);
  });

  it('is one cell, and begins no formula, whatever it says', () => {
    fc.assert(
      fc.property(text, (each) => {
        const [, cell = '', ...rest] = cells(spreadsheetCell(each));
        expect(rest).toEqual(['y']);
        expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        expect([each, `'${each}`]).toContain(cell);
      }),
    );
  });

  it('leaves alone what is harmless', () => {
    expect(spreadsheetCell('Ada Lovelace')).toBe('Ada Lovelace');
    expect(spreadsheetCell('a=b')).toBe('a=b');
  });
});
