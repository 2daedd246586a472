import type { Channel } from '#core/consent/consent-event';
import type { ContactCase, LawInForce } from '#core/consent/contact-case';
import type { Purpose } from '#core/consent/purpose';
import type { ConsentRehearsal } from '#core/consent-rehearsal/consent-rehearsal';
import { type BothWays, decideBothWays } from '#core/consent-rehearsal/decide-both-ways';
import { isChanged, sumTallies, type Tally, tallyOf } from '#core/consent-rehearsal/tally';
import type { StoredCustomer } from '#core/identity/change';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { withTodaysAge } from '#functions/consents/with-todays-age';
import { caseOf } from '#functions/shared/case-of';
import { inOrder } from '#functions/shared/in-order';
import { lawInForce } from '#functions/shared/law-in-force';
import { loadReadable } from '#functions/shared/load-readable';
import { membersOf } from '#functions/shared/record-consent';
import { present, putJson, putLines } from '#functions/shared/work-files';
import type { Ledger } from '#store/consents';
import { runningRehearsal } from './find-rehearsal.ts';
import type { RehearsalServices } from './services.ts';
import {
  type Counted,
  countedName,
  planName,
  type RehearsalPlan,
  type RehearsalRow,
  rowsName,
} from './work.ts';

/** Customers that are read at once, and ledgers of them. */
const groupSize = 100;
const ledgersAtOnce = 50;

/**
 * Decides for the customers of a chunk both ways. Writes the rows that change, then how many there
 * were: that ends the step.
 */
export async function rehearseChunk(
  runId: string,
  chunk: number,
  services: RehearsalServices,
): Promise<void> {
  const run = await runningRehearsal(runId, services);
  if (run === undefined) return;
  if ((await services.work.size(countedName(runId, chunk))) === undefined)
    await putJson(
      services.work,
      countedName(runId, chunk),
      await decideChunk(run, chunk, services),
    );
  await services.consentRehearsals.advance(runId, 'scan');
}

async function decideChunk(
  run: ConsentRehearsal,
  chunk: number,
  services: RehearsalServices,
): Promise<Counted> {
  const { runId } = run;
  const plan = await present<RehearsalPlan>(services.work, planName(runId));
  const { schema: schemaName, range } = plan.chunks[chunk] ?? {};
  const schema = schemaName === undefined ? undefined : plan.schemas[schemaName];
  if (schemaName === undefined || range === undefined || schema === undefined)
    throw new Error('there is no such chunk');
  const ways = { purposes: plan.purposes, law: lawsOf(plan, await lawInForce(services)) };
  const ids = await services.consentRehearsals.idsIn(schemaName, range);
  let [rows, parts]: [RehearsalRow[], number] = [[], 0];
  const writeRows = async (most: number) => {
    while (rows.length > most) {
      const part = rows.slice(0, services.limits.rowsInPart);
      await putLines(services.work, rowsName(runId, { chunk, part: parts }), part);
      rows = rows.slice(part.length);
      parts += 1;
    }
  };
  let tally: Tally = sumTallies([]);
  for (let from = 0; from < ids.length; from += groupSize) {
    const { stored, unreadable } = await loadReadable(ids.slice(from, from + groupSize), services);
    const ledgers = await inOrder(stored, ledgersAtOnce, (each) =>
      services.consents.read(membersOf(each)),
    );
    const tallies = stored.map((each, index) => {
      const { customerId } = each.customer;
      const ledger = ledgers[index];
      if (ledger === undefined) throw new Error('a ledger was not read');
      const answers = decideBothWays(ways, caseWith(each, { run, ledger, schema }));
      rows.push(...answers.filter(isChanged).map((answer) => ({ customerId, ...answer })));
      return tallyOf(customerId, answers);
    });
    const summed = sumTallies([tally, ...tallies]);
    tally = { ...summed, unreadable: summed.unreadable + unreadable };
    await writeRows(services.limits.rowsInPart);
  }
  await writeRows(0);
  return { tally, parts };
}

interface Matter {
  readonly run: ConsentRehearsal;
  readonly ledger: Ledger;
  readonly schema: CustomerSchema;
}

/** As `POST /v1/contact-decisions` asks for the person at this moment, with what was known when the rehearsal began. */
const caseWith =
  (stored: StoredCustomer, { run, ledger, schema }: Matter) =>
  (purpose: Purpose, channel: Channel): ContactCase => {
    const asked = { purpose, channel, at: run.at, knownAt: run.createdAt };
    const { attributes } = stored.customer.golden;
    const whole = caseOf(asked, { attributes, members: membersOf(stored) }, ledger, schema);
    return run.hidesBirthDates === true ? withTodaysAge(whole, run.createdAt) : whole;
  };

/** Throws where this function is of another release, or of another business, than the one that planned. */
function lawsOf({ restsOn, signedOff }: RehearsalPlan, law: LawInForce): BothWays['law'] {
  const edition = `${law.edition.schema_version} ${law.edition.as_of}`;
  if (edition !== restsOn.edition || law.sectors.join(' ') !== restsOn.sectors)
    throw new Error('the law changed while it was rehearsed');
  return {
    before: { ...law, signedOff: new Set(signedOff.before) },
    after: { ...law, signedOff: new Set(signedOff.after) },
  };
}
