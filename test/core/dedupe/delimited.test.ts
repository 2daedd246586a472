import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectDialect, fieldText, RowScanner } from '#core/dedupe/delimited';

const rowsOf = (text: string, delimiter: string, width: number, from = 0) => {
  const bytes = new TextEncoder().encode(text);
  const scanner = new RowScanner(bytes, delimiter.charCodeAt(0), width, from);
  const rows: string[][] = [];
  while (scanner.next()) {
    rows.push(
      Array.from({ length: Math.min(width, scanner.fields) }, (_, at) =>
        fieldText(bytes, scanner.starts[at]!, scanner.ends[at]!, scanner.quoted[at]!),
      ),
    );
  }
  return rows;
};

describe('RowScanner', () => {
  it('reads back whatever was written, with quotes, delimiters and newlines in fields', () => {
    const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é', ' ') });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 20 }),
        fc.constantFrom('\n', '\r\n'),
        (rows, end) => {
          const text = rows
            .map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(','))
            .join(end);
          expect(rowsOf(text, ',', 3)).toEqual(rows);
        },
      ),
    );
  });

  it('reads bare fields, empty ones at the end, and a last line without newline', () => {
    expect(rowsOf('a;b;\r\n;;c\nd;e;f', ';', 3)).toEqual([
      ['a', 'b', ''],
      ['', '', 'c'],
      ['d', 'e', 'f'],
    ]);
  });

  it('gives up a quote that is never closed at the end of its line', () => {
    const bytes = new TextEncoder().encode('1,"open\n2,fine\n');
    const scanner = new RowScanner(bytes, 44, 2, 0);
    scanner.next();
    expect(scanner.unclosed).toBe(true);
    scanner.next();
    expect(scanner.unclosed).toBe(false);
    expect(fieldText(bytes, scanner.starts[1]!, scanner.ends[1]!, 0)).toBe('fine');
  });
});

describe('detectDialect', () => {
  it.each([',', ';', '\t', '|'])('finds the delimiter %j', (delimiter) => {
    const line = (...fields: string[]) => fields.join(delimiter);
    const text = `${line('id', 'name')}\n${line('1', '"King, Ada; Countess"')}\n`;
    const dialect = detectDialect(new TextEncoder().encode(text));
    expect([String.fromCharCode(dialect.delimiter), dialect.header]).toEqual([
      delimiter,
      ['id', 'name'],
    ]);
  });

  it('takes the word of a first line that tells the delimiter, which is no row', () => {
    const bytes = new TextEncoder().encode('\nsep=^\r\nid^name, first\r\n1^x\r\n');
    const dialect = detectDialect(bytes);
    expect([dialect.delimiter, dialect.header, dialect.headerLines]).toEqual([
      94,
      ['id', 'name, first'],
      3,
    ]);
  });

  it('prefers the delimiter of more fields where several are in every row', () => {
    const bytes = new TextEncoder().encode('id;name, first;city\n1;King, Ada;York\n');
    expect(detectDialect(bytes).header).toEqual(['id', 'name, first', 'city']);
  });
});
