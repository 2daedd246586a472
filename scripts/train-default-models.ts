/**
 * Learns what the models of real time are made of, and keeps it in scripts/models/learned.json. Takes
 * about a minute; `npm run format` and `npm run generate` then make core/matching/default-models.ts from it.
 */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { runDedupe } from '#cli/dedupe/run';
import { meanModel } from '#core/dedupe/mean-model';
import { type ModelReport, reportModel } from '#core/dedupe/report';
import { type LearnedModel, priorModel } from '#core/dedupe/situations';
import { withWorldsNames } from '#core/dedupe/with-worlds-names';
import type { CustomerKind } from '#core/schema/customer-schema';
import { madeUpSet } from '../bench/dedupe/made-up-set.ts';

/** Made-up customers of eight countries (bench/people.ts); the labels of the sets are not read. */
const seeds = [31, 32, 33, 34, 35];
const rows = 60_000;

/** What the batch engine learns from made-up customers, as it would from any file. */
export async function learnFrom(seed: number): Promise<LearnedModel> {
  const run = await runDedupe({ files: [madeUpSet(seed, rows).input], threads: 1 });
  return run.models.person;
}

/**
 * The mean of what was learned from the sets and of what the engine believes before it has seen any
 * data: that stands for the world, which has more in it than a generator thinks of. There are no
 * made-up organisations, so their model is what is believed.
 */
export async function learnAll(): Promise<Readonly<Record<CustomerKind, ModelReport>>> {
  const learned: LearnedModel[] = [];
  for (const seed of seeds) learned.push(await learnFrom(seed));
  const believed = priorModel('person');
  return {
    person: shortened(reportModel(meanModel([believed, ...learned].map(withWorldsNames)))),
    organisation: shortened(reportModel(priorModel('organisation'))),
  };
}

/** Six digits are more than the data knows. */
const shortened = (report: ModelReport): ModelReport =>
  JSON.parse(
    JSON.stringify(report, (_, each) =>
      typeof each === 'number' ? Number(each.toPrecision(6)) : each,
    ),
  );

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = new URL('models/learned.json', import.meta.url);
  writeFileSync(file, `${JSON.stringify(await learnAll(), null, 1)}\n`);
}
