import { fieldText, RowScanner } from '#core/dedupe/delimited';
import { compareText } from '#core/kernel/types';
import type { SortedIds } from './order-of-ids.ts';
import type { Input } from './read-input.ts';
import type { Stretch } from './read-stretches.ts';

/**
 * Orders records of one id by what their fields say, so that their order in the input plays no part either;
 * of rows that say the same one is as good as the other. Changes `sorted.order`.
 */
export function settleRepeats(
  { order, repeats }: SortedIds,
  stretches: readonly Stretch[],
  inputs: readonly Input[],
): void {
  const textOf = textReader(stretches, inputs);
  for (let each = 0; each < repeats.length; each += 2) {
    const [from, to] = [repeats[each] as number, repeats[each + 1] as number];
    const rows = Array.from(order.subarray(from, to), (serial) => ({
      serial,
      text: textOf(serial),
    }));
    rows.sort((one, other) => compareText(one.text, other.text));
    for (const [at, { serial }] of rows.entries()) order[from + at] = serial;
  }
}

/** All fields of a record, by its number among those of all stretches, however its file is written. */
function textReader(stretches: readonly Stretch[], inputs: readonly Input[]) {
  const scanners = inputs.map(
    ({ bytes, dialect }) => new RowScanner(bytes, dialect.delimiter, dialect.header.length, 0),
  );
  const firsts: number[] = [];
  let records = 0;
  for (const { read } of stretches) {
    firsts.push(records);
    records += read.records;
  }
  return (serial: number): string => {
    const stretch = firsts.findLastIndex((first) => first <= serial);
    const { input, read } = stretches[stretch] as Stretch;
    const { bytes, dialect } = inputs[input] as Input;
    const scanner = scanners[input] as RowScanner;
    scanner.position = read.offsets[serial - (firsts[stretch] as number)] as number;
    scanner.next();
    const { starts, ends, quoted } = scanner;
    return dialect.header
      .map((_, at) => fieldText(bytes, starts[at] ?? 0, ends[at] ?? 0, quoted[at] ?? 0))
      .join('\0');
  };
}
