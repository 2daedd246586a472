/**
 * Made-up customers of the kind in data/customers-5k.csv.gz, in any number. `node bench/people.ts
 * --rows 1000000 --seed 7` writes them as CSV in the columns of data/customers-5k.md.
 */
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { householdOf } from './people/household.ts';
import { randomOf } from './people/random.ts';
import { type CustomerRow, columns, recordsOf } from './people/records.ts';

/** Rows that are held back so that the records of one person do not come one after the other. */
const shuffleWindow = 50_000;

/**
 * Yields `rows` records in no order, as five systems would send them; `cluster_id` is the truth. The
 * same seed gives the same rows, and no more than a window of them is held in memory.
 */
export function* people(seed: number, rows: number): Generator<CustomerRow, void, undefined> {
  const random = randomOf(seed, 4);
  const window: CustomerRow[] = [];
  let left = rows;
  for (const row of inOrder(seed)) {
    if (window.length < Math.min(shuffleWindow, left)) {
      window.push(row);
      continue;
    }
    const place = random.below(window.length);
    yield window[place] as CustomerRow;
    left -= 1;
    if (left === window.length - 1) window.splice(place, 1);
    else window[place] = row;
    if (window.length === 0) return;
    if (left <= window.length) break;
  }
  while (window.length > 0 && left > 0) {
    const place = random.below(window.length);
    yield window[place] as CustomerRow;
    window[place] = window.at(-1) as CustomerRow;
    window.pop();
    left -= 1;
  }
}

function* inOrder(seed: number): Generator<CustomerRow, never, undefined> {
  for (let household = 0; ; household += 1)
    for (const person of householdOf(seed, household)) yield* recordsOf(seed, person);
}

/** One line of CSV; fields with a comma or a quote are quoted. */
export const csvLine = (row: CustomerRow): string =>
  `${columns
    .map((column) =>
      /[",\n]/.test(row[column]) ? `"${row[column].replaceAll('"', '""')}"` : row[column],
    )
    .join(',')}\n`;

async function write(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '7' },
    },
  });
  const out = process.stdout;
  out.write(`${columns.join(',')}\n`);
  let lines = '';
  for (const row of people(Number(values.seed), Number(values.rows))) {
    lines += csvLine(row);
    if (lines.length < 65_536) continue;
    if (!out.write(lines)) await once(out, 'drain');
    lines = '';
  }
  out.write(lines);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await write();
