import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { measureCapacity, type Row } from '../../bench/capacity/measure.ts';

/** Rows of docs/single-table.md, "Cost": operation, calls, items written, WCU, RCU. */
const documented = readFileSync('docs/single-table.md', 'utf8')
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter((cells) => cells.length === 7 && cells.slice(2, 6).every((cell) => /^[\d.]+$/.test(cell)))
  .map(([, operation, calls, , writeUnits, readUnits]) => ({
    operation,
    calls: Number(calls),
    writeUnits: Number(writeUnits),
    readUnits: Number(readUnits),
  }));

let measured: readonly Row[];
beforeAll(async () => {
  measured = await measureCapacity();
}, 120_000);

describe('the cost of each access pattern', () => {
  it('is documented for every operation that is measured', () => {
    expect(documented.map((row) => row.operation)).toEqual(measured.map((row) => row.operation));
  });

  // A key more or less in core's match keys moves a few units; a query too many moves more.
  it.each(documented)('$operation: $writeUnits WCU, $readUnits RCU', (row) => {
    const now = measured.find((each) => each.operation === row.operation);

    expect(Math.abs((now?.engineWriteUnits ?? 0) - row.writeUnits)).toBeLessThanOrEqual(
      row.writeUnits * 0.1,
    );
    expect(Math.abs((now?.engineReadUnits ?? 0) - row.readUnits)).toBeLessThanOrEqual(
      row.readUnits * 0.2,
    );
  });

  it("agrees between the engine's report and AWS's rules", () => {
    for (const row of measured) {
      expect(row.engineReadUnits).toBe(row.readUnits);
      expect(row.engineWriteUnits - row.writeUnits).toBeGreaterThanOrEqual(0);
      expect(row.engineWriteUnits - row.writeUnits).toBeLessThanOrEqual(2);
    }
  });
});
