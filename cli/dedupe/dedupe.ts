import { existsSync } from 'node:fs';
import cliProgress from 'cli-progress';
import { matchModelOf } from '#core/dedupe/match-model-of';
import { modelDrift } from '#core/dedupe/model-drift';
import { reportModel } from '#core/dedupe/report';
import type { LearnedModel } from '#core/dedupe/situations';
import { countFilled } from '#core/dedupe-report/count-filled';
import { BadInput, WrongUsage } from './bad-input.ts';
import { checkOutputs, type Output } from './check-outputs.ts';
import { makeReport } from './make-report.ts';
import { printable, printableLines } from './printable.ts';
import { readConfig, readModel } from './read-told.ts';
import { type DedupeRun, runDedupe } from './run.ts';
import type { Models } from './tasks.ts';
import { writeClusters, writeGolden, writePairs, writeRejects } from './write-results.ts';
import { writeWhole } from './write-whole.ts';

/** The command's options, as its parser hands them on. */
export interface DedupeOptions {
  readonly id?: string;
  readonly source?: string;
  readonly config?: string;
  readonly out: string;
  readonly pairs?: string;
  readonly golden?: string;
  readonly report?: string;
  readonly model?: string;
  readonly threshold?: number;
  readonly threads: number;
  readonly quiet?: boolean;
}

/** Does what the command was told, says what it found and writes it. Exit status 1 for bad input, 2 for wrong usage. */
export async function dedupe(files: string[], options: DedupeOptions): Promise<void> {
  const say = (text: string): void => {
    if (!options.quiet) process.stderr.write(`${text}\n`);
  };
  const bar =
    !options.quiet && process.stderr.isTTY
      ? new cliProgress.SingleBar({
          format: '{bar} {phase}',
          stream: process.stderr,
          clearOnComplete: true,
        })
      : undefined;
  try {
    checkOutputs(...filesOf(files, options));
    const config = readConfig(options.config);
    bar?.start(phases, 0, { phase: 'read' });
    const threshold = options.threshold ?? config.threshold;
    const model = readModel(options.model);
    const run = await runDedupe({
      files,
      threads: options.threads,
      ...(options.id !== undefined && { id: options.id }),
      ...(options.source !== undefined && { source: options.source }),
      ...(config.columns !== undefined && { meanings: config.columns }),
      ...(threshold !== undefined && { threshold }),
      ...(model !== undefined && { model }),
      onPhase: (phase) => bar?.increment(1, { phase }),
    });
    bar?.stop();
    await writeAll(run, options, model);
    tell(run, say);
    if (model !== undefined) tellDrift(run, say);
    for (const { file, line, reason } of run.rejects.slice(0, mostTold))
      process.stderr.write(`${printable(file)}:${line}: ${reason}\n`);
    if (run.rejects.length > 0)
      process.stderr.write(
        `${run.rejects.length} lines were left out; they stand in ${rejectsPath(options.out)}\n`,
      );
  } catch (error) {
    bar?.stop();
    if (!(error instanceof BadInput || error instanceof WrongUsage)) throw error;
    process.stderr.write(`${printableLines(error.message)}\n`);
    process.exitCode = error instanceof WrongUsage ? 2 : 1;
  }
}

const phases = 11;
/** Rejected lines named one by one; all of them stand in the file. */
const mostTold = 20;

/** Beside the clusters; no place is beside a device (`/dev/stdout`). */
const rejectsPath = (out: string): string =>
  (out.startsWith('/dev/') ? 'clusters' : out).replace(/(?:\.csv)?$/, '.rejects.csv');

/** What is read and what is written. A model that is there is read, one that is not is written. */
const filesOf = (
  files: readonly string[],
  { config, model, out, pairs, golden, report }: DedupeOptions,
): readonly [readonly string[], readonly Output[]] => {
  const isRead = model !== undefined && existsSync(model);
  const outputs = [
    { asked: '--out', path: out },
    { asked: 'the file of rejected lines', path: rejectsPath(out) },
    { asked: '--pairs', path: pairs },
    { asked: '--golden', path: golden },
    { asked: '--report', path: report },
    { asked: '--model', path: isRead ? undefined : model },
  ];
  return [
    [...files, config, isRead ? model : undefined].filter((path) => path !== undefined),
    outputs.flatMap(({ asked, path }) => (path === undefined ? [] : [{ asked, path }])),
  ];
};

async function writeAll(
  run: DedupeRun,
  options: DedupeOptions,
  loaded: Models | undefined,
): Promise<void> {
  writeClusters(options.out, run);
  if (options.pairs !== undefined) writePairs(options.pairs, run);
  if (options.golden !== undefined) writeGolden(options.golden, run);
  if (options.report !== undefined) {
    const { writeReport } = await import('./write-report.ts');
    await writeReport(options.report, makeReport(run));
  }
  if (run.rejects.length > 0) writeRejects(rejectsPath(options.out), run.rejects);
  if (options.model !== undefined && loaded === undefined) {
    const { person, organisation } = run.models;
    const saved = { person: savedModel(person), organisation: savedModel(organisation) };
    writeWhole(options.model, (add) => add(`${JSON.stringify(saved, null, 1)}\n`));
  }
}

/** What was learned, and the same as a hub takes it: `matchModel` of a schema. */
const savedModel = (learned: LearnedModel) => {
  const { priorWeight, comparisons, thresholds } = matchModelOf(learned);
  return { ...reportModel(learned), matchModel: { priorWeight, comparisons, thresholds } };
};

function tell(run: DedupeRun, say: (text: string) => void): void {
  for (const { name, meaning, identifierType, because } of run.columns) {
    if (meaning === 'ignored') say(`  ${printable(name)}: ignored`);
    else
      say(
        `  ${printable(name)}: ${meaning}${identifierType === undefined ? '' : ` (${identifierType})`}, ${because === 'told' ? 'as told' : `by its ${because === 'both' ? 'name and contents' : because}`}`,
      );
  }
  for (const [at, { rule, pairs, oversized }] of run.rules.entries())
    say(
      `  block: ${rule.name}: ${pairs} pairs, ${run.brought[at]} new${oversized > 0 ? `, ${oversized} blocks too large` : ''}`,
    );
  const { counts, repeatedIds } = run;
  if (repeatedIds.first !== undefined)
    say(
      `${repeatedIds.ids} ids are borne by several records, as ${printable(repeatedIds.first)} is: the clusters do not tell which of them is meant`,
    );
  say(
    `${counts.records} records, ${counts.candidates} candidate pairs, ${counts.lookUps} look-ups of value pairs, ${counts.comparisons} compared, ${counts.patterns} patterns`,
  );
  say(
    `${counts.clusters} clusters at threshold ${run.threshold.toFixed(3)} (${run.thresholdBecause === 'told' ? 'given' : 'chosen from the model'}); expected precision ${run.expected.precision.toFixed(3)}, recall ${run.expected.recall.toFixed(3)}`,
  );
  for (const { kind, doubt } of run.doubts)
    say(
      `low confidence: what was learned of ${kind}s cannot be (${doubt}); what is believed beforehand was used instead. Look at the pairs before you use the clusters.`,
    );
  const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(2);
  const all = run.timings.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const used = run.timings.reduce((sum, each) => sum + each.processorMilliseconds, 0);
  const phases = run.timings.map(
    ({ phase, milliseconds, processorMilliseconds }) =>
      `${phase} ${seconds(milliseconds)} (${seconds(processorMilliseconds)})`,
  );
  say(`${seconds(all)} s (of processors ${seconds(used)}): ${phases.join(', ')}`);
}

/** How far a loaded model is from what these records teach. */
function tellDrift(run: DedupeRun, say: (text: string) => void): void {
  const { kinds, filled } = countFilled(run.shared.rows, run.shared.layout, run.records);
  const records = new Map(filled.map((each) => [each.comparison, each.records]));
  for (const kind of ['person', 'organisation'] as const) {
    if (kinds[kind] * 2 < run.records) continue;
    const drift = modelDrift(run.models[kind], run.learned[kind], run.records, records);
    for (const { comparison, fromM, fromU, verdict } of drift)
      say(
        `  drift of the model: ${comparison}: ${verdict} (matches ${fromM.toFixed(3)}, others ${fromU.toFixed(3)})`,
      );
  }
}
