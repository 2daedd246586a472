import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import type { DedupeOptions } from './dedupe.ts';
import { restartWithLargePages } from './restart-with-large-pages.ts';

const probability = (text: string): number => {
  const value = Number(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError('must lie between 0 and 1.');
  return value;
};

const count = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('must be 1 or more.');
  return value;
};

export const dedupeCommand = (): Command =>
  new Command('dedupe')
    .description(
      'Finds the records of files that are one customer. Needs no configuration and no network.',
    )
    .argument('<file...>', 'CSV or NDJSON, also gzipped; - is standard input')
    .option('--id <column>', 'the column with the id of each record')
    .option('--source <column>', 'the column that tells which system a record is from')
    .option('--config <file>', 'JSON: { "columns": { "<name>": "<meaning>" }, "threshold": 0.9 }')
    .option('--out <file>', 'where clusters are written', 'clusters.csv')
    .option('--pairs <file>', 'write pairs that may be one customer')
    .option('--golden <file>', 'write one record for each customer')
    .option('--report <file>', 'write a report as one HTML page')
    .option('--model <file>', 'use this model when it exists, else save what was learned')
    .option('--threshold <probability>', 'join pairs from here on', probability)
    .option('--threads <number>', 'threads to use', count, availableParallelism())
    .option('--quiet', 'say nothing but errors')
    .action(async (files: string[], options: DedupeOptions) => {
      // Before the engine is loaded, which would be loaded again.
      restartWithLargePages(files);
      const { dedupe } = await import('./dedupe.ts');
      await dedupe(files, options);
    });
