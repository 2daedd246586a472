import type { RetentionRow, RetentionRun } from '#core/privacy-retention/retention-run';
import { tallyRows } from '#core/privacy-retention/tally-rows';
import { inOrder } from '#functions/shared/in-order';
import { loadReadable } from '#functions/shared/load-readable';
import { membersOf } from '#functions/shared/record-consent';
import { jsonIn, present, putJson, putLines } from '#functions/shared/work-files';
import { examine } from './examine.ts';
import { runningRun } from './find-run.ts';
import { openErasure, openedBefore } from './open-erasure.ts';
import { removeRunOut } from './remove-run-out.ts';
import type { RetentionServices } from './services.ts';
import {
  type Counted,
  countedName,
  type Found,
  type FoundRunOut,
  foundName,
  planName,
  type RetentionPlan,
  rowsName,
} from './work.ts';

/** Customers that are read at once, ledgers of them, and customers that are acted upon at once. */
const groupSize = 100;
const ledgersAtOnce = 50;
const actsAtOnce = 8;

/**
 * Looks at the customers of a chunk, then does what the run is for. Writes who had run out, what became
 * of them, and how many there were: that ends the step.
 */
export async function lookAtChunk(
  runId: string,
  chunk: number,
  services: RetentionServices,
): Promise<void> {
  const run = await runningRun(runId, services);
  if (run === undefined) return;
  const { work } = services;
  if ((await work.size(countedName(runId, chunk))) === undefined)
    await putJson(work, countedName(runId, chunk), await workOff(run, chunk, services));
  await services.retentionRuns.advance(runId, 'scan');
}

async function workOff(
  run: RetentionRun,
  chunk: number,
  services: RetentionServices,
): Promise<Counted> {
  const { work, limits } = services;
  const { runId } = run;
  const { chunks } = await present<RetentionPlan>(work, planName(runId));
  const of = chunks[chunk];
  if (of === undefined) throw new Error('there is no such chunk');
  const known = await jsonIn<Found>(work, foundName(runId, chunk));
  const found = known ?? (await findRunOut(of, services));
  if (known === undefined) await putJson(work, foundName(runId, chunk), found);
  const rows = (
    await inOrder(found.runOut, actsAtOnce, async (each) =>
      run.dryRun ? wouldBe(each) : act(each, run, services),
    )
  ).flat();
  let parts = 0;
  for (let from = 0; from < rows.length; from += limits.rowsInPart) {
    const some = rows.slice(from, from + limits.rowsInPart);
    await putLines(work, rowsName(runId, { chunk, part: parts }), some);
    parts += 1;
  }
  const { customers, unreadable } = found;
  return { result: tallyRows({ schema: of.schema, customers, unreadable, rows }), parts };
}

async function findRunOut(
  { schema, range }: RetentionPlan['chunks'][number],
  services: RetentionServices,
): Promise<Found> {
  const ids = await services.retentionRuns.idsIn(schema, range);
  const runOut: FoundRunOut[] = [];
  let [customers, unreadable] = [0, 0];
  for (let from = 0; from < ids.length; from += groupSize) {
    const group = await loadReadable(ids.slice(from, from + groupSize), services);
    const examined = await inOrder(group.stored, ledgersAtOnce, async (stored) =>
      examine(stored, await services.consents.read(membersOf(stored)), services),
    );
    for (const [index, { whole, attributes, blocked }] of examined.entries()) {
      if (whole === undefined && attributes.length === 0) continue;
      runOut.push({
        customerId: group.stored[index]?.customer.customerId ?? '',
        ...(whole !== undefined && { whole }),
        attributes: attributes.map((each) => ({
          ...each,
          isHeld: blocked?.attributes.includes(each.attribute) === true,
        })),
      });
    }
    customers += group.stored.length;
    unreadable += group.unreadable;
  }
  return { customers, unreadable, runOut };
}

const wouldBe = ({ customerId, whole, attributes }: FoundRunOut): readonly RetentionRow[] => [
  ...(whole === undefined ? [] : [{ customerId, ...whole, outcome: 'due' } as const]),
  ...attributes.map(
    ({ isHeld, ...each }) => ({ customerId, ...each, outcome: isHeld ? 'held' : 'due' }) as const,
  ),
];

/** Looks again before it acts: what was found may be long ago. */
async function act(
  { customerId, whole, attributes }: FoundRunOut,
  run: RetentionRun,
  services: RetentionServices,
): Promise<readonly RetentionRow[]> {
  if (whole !== undefined)
    return [{ customerId, ...whole, ...(await erase(customerId, run, services)) }];
  const names = attributes.map(({ attribute }) => attribute);
  const outcomes = await removeRunOut(customerId, names, run, services);
  return attributes.map(({ attribute, since }) => ({
    customerId,
    attribute,
    since,
    outcome: outcomes.get(attribute) ?? 'kept',
  }));
}

async function erase(
  customerId: string,
  run: RetentionRun,
  services: RetentionServices,
): Promise<Pick<RetentionRow, 'outcome' | 'requestId'>> {
  const [stored] = await services.customers.load([customerId]);
  if (stored?.customer.customerId !== customerId) return openedBefore(customerId, run, services);
  const ledger = await services.consents.read(membersOf(stored));
  const { whole } = await examine(stored, ledger, services);
  return whole === undefined ? { outcome: 'kept' } : openErasure(stored, ledger, run, services);
}
