import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RawRecord, recordScanner } from '#core/import/scan-records';

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

interface How {
  readonly pieces?: readonly number[];
  readonly quotes?: boolean;
  readonly offset?: number;
  readonly line?: number;
}

/** The records of a text, pushed in pieces of these lengths, over and over. */
function scan(text: string, { pieces = [1000], quotes = true, offset = 0, line = 1 }: How = {}) {
  const scanner = recordScanner({ quotes, delimiter: ',', offset, line, mostRecordBytes: 40 });
  const bytes = new TextEncoder().encode(text);
  const found: RawRecord[] = [];
  for (let from = 0, turn = 0; from < bytes.length; turn += 1) {
    const length = pieces[turn % pieces.length] ?? 1;
    found.push(...scanner.push(bytes.slice(from, from + length)));
    from += length;
  }
  return [...found, ...scanner.end()].map((each) => ({ ...each, text: decode(each.bytes) }));
}

const texts = (text: string, how?: How) => scan(text, how).map((each) => each.text);

describe('scanning a file for records', () => {
  it('ends a record at a line end, but not inside of a quoted field', () => {
    expect(texts('a,"b\nc",d\ne\n')).toEqual(['a,"b\nc",d\n', 'e\n']);
    expect(texts('a,"b""\nc"\ne')).toEqual(['a,"b""\nc"\n', 'e']);
  });

  it('sees a quote that opens the file behind its byte order mark, in whatever pieces it comes', () => {
    for (const pieces of [[1000], [1], [2], [3]])
      expect(texts('\ufeff"a\nb",c\nd,e\n', { pieces })).toEqual(['"a\nb",c\n', 'd,e\n']);
    // Elsewhere the mark is a character as any other.
    expect(texts('a,\ufeff"b\nc"\n')).toEqual(['a,\ufeff"b\n', 'c"\n']);
  });

  it('takes a quote inside of a field for what it is', () => {
    expect(texts('5" pipe,x\ny\n')).toEqual(['5" pipe,x\n', 'y\n']);
  });

  it('looks at a line once, though every line opens a quote that is never closed', () => {
    const mostRecordBytes = 256 * 1024;
    const options = { quotes: true, delimiter: ',', offset: 0, line: 1, mostRecordBytes };
    const scanner = recordScanner(options);
    const bytes = new TextEncoder().encode('a"b,"\n'.repeat(500_000));
    const count = scanner.push(bytes).length + scanner.end().length;
    expect(count).toBe(500_000);
  });

  it('ends lines of JSON at every line end', () => {
    expect(texts('{"a":"x\ny"}\n', { quotes: false })).toEqual(['{"a":"x\n', 'y"}\n']);
  });

  it('tells line and bytes of each record, and passes over empty lines', () => {
    expect(scan('a\r\n\r\n"b\nc"\r\nd').map(({ line, from, to }) => [line, from, to])).toEqual([
      [1, 0, 3],
      [3, 5, 12],
      [5, 12, 13],
    ]);
  });

  it('breaks off the first line alone where a quote is never closed', () => {
    const rest = Array.from({ length: 8 }, (_, at) => `line ${at}\n`);
    const found = scan(['a\n', '"open\n', ...rest].join(''));
    expect(found.map(({ text }) => text)).toEqual(['a\n', '"open\n', ...rest]);
    expect(found.filter(({ isBroken }) => isBroken).map(({ line }) => line)).toEqual([2]);
    expect(texts('"open\nb\n')).toEqual(['"open\n', 'b\n']);
  });

  it('passes over a line that is too long, and holds only its beginning', () => {
    const found = scan(`a\n${'x'.repeat(500)}\nb\n`, { pieces: [7] });
    expect(found.map(({ text, isBroken }) => [text.length, isBroken])).toEqual([
      [2, false],
      [40, true],
      [2, false],
    ]);
    expect(found.at(-1)).toMatchObject({ line: 3, from: 503, to: 505 });
  });

  const pieceOfText = fc.constantFrom(
    'a',
    '"',
    ',',
    '\n',
    '\r\n',
    'é',
    'xxxxxxxxxxxxxxxxxxxxxxxxx',
  );
  const text = fc.array(pieceOfText, { maxLength: 60 }).map((parts) => parts.join(''));

  it('finds the same in whatever pieces the file arrives, and loses no byte', () => {
    fc.assert(
      fc.property(
        text,
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (all, pieces) => {
          const whole = scan(all);
          expect(scan(all, { pieces })).toEqual(whole);
          const covered = whole.reduce((sum, { from, to }) => sum + to - from, 0);
          const blank = all.split('\n').filter((line) => line === '' || line === '\r').length;
          expect(covered).toBeGreaterThanOrEqual(new TextEncoder().encode(all).length - 2 * blank);
        },
      ),
    );
  });

  it('finds the same when it begins at any record’s end and stops at another’s', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (all, one, other) => {
        const whole = scan(all);
        const [first, last] = [one % (whole.length + 1), other % (whole.length + 1)].toSorted(
          (a, b) => a - b,
        ) as [number, number];
        const part = whole.slice(first, last);
        if (part.length === 0) return;
        const bytes = new TextEncoder().encode(all).slice(part[0]?.from, part.at(-1)?.to);
        expect(
          scan(decode(bytes), { offset: part[0]?.from ?? 0, line: part[0]?.line ?? 1 }),
        ).toEqual(part);
      }),
    );
  });
});
