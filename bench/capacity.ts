/**
 * What each access pattern costs in DynamoDB's units: the figures of docs/single-table.md.
 * `node bench/capacity.ts` prints the table; `--json` prints it for a machine.
 */
import { measureCapacity } from './capacity/measure.ts';

const rows = await measureCapacity();
if (process.argv.includes('--json')) console.log(JSON.stringify(rows, null, 2));
else {
  console.log(
    '| operation | calls | items written | WCU | RCU | WCU the engine says | RCU the engine says |',
  );
  console.log('| --- | --: | --: | --: | --: | --: | --: |');
  for (const row of rows)
    console.log(
      `| ${row.operation} | ${row.calls} | ${row.itemsWritten} | ${row.writeUnits} | ${row.readUnits} | ${row.engineWriteUnits} | ${row.engineReadUnits} |`,
    );
}
