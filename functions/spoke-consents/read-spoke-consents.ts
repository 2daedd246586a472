import { Refusal } from '#core/kernel/refusal';
import type { Handle } from '#functions/shared/handle';
import { inOrder } from '#functions/shared/in-order';
import { placeAfter, placeOfEnd } from '#store/consent-ends';
import { cursorOf, placeOf, refuseCursor } from '#store/cursor';
import type { listSpokeConsents, readSpokeConsents } from './contract.ts';
import { heardBy, listenerOf } from './heard-by.ts';

/** Retired ids answer with the living customer. Reads its ledgers, strongly consistent. */
export const handleReadSpokeConsents: Handle<typeof readSpokeConsents> = async (call, services) => {
  const { spoke, customerId } = call.params;
  const heard = await heardBy(await listenerOf(spoke, call, services), customerId, services);
  if (heard === undefined) throw new Refusal('customer.not-found');
  return heard;
};

/** By then what is written stands in the index by time. */
const lagMs = 60_000;
/** As long as ends of consents are kept. */
const mostDays = 35;
const dayMs = 24 * 3_600_000;
const atOnce = 10;

/**
 * First whose ledger, or who is one with whom, changed in the time asked for, then whose consents ended
 * in it. A customer may come twice, always as she is now.
 */
export const handleListSpokeConsents: Handle<typeof listSpokeConsents> = async (call, services) => {
  const { query, params } = call;
  const listener = await listenerOf(params.spoke, call, services);
  const nowMs = Date.parse(services.clock());
  if (nowMs - Date.parse(query.since) > mostDays * dayMs) throw tooLongAgo;
  // Who began again from a moment to come would miss what happens until then.
  if (Date.parse(query.since) > nowMs) throw toCome;
  const { phase, after, until } = whereIn(query, new Date(nowMs - lagMs).toISOString());

  const page =
    phase === 'entries'
      ? await services.consents.changed(
          { from: query.since, to: until, ...(after !== undefined && { after }) },
          query.limit,
        )
      : endsPage(
          await services.consents.ended(
            { after: after ?? placeAfter(query.since), to: until },
            query.limit,
          ),
          query.limit,
        );
  const next =
    page.after !== undefined
      ? cursorOf([phase, page.after, until])
      : phase === 'entries'
        ? cursorOf(['ends', placeAfter(query.since), until])
        : undefined;
  const ids = [...new Set(page.customerIds)];
  const heard = await inOrder(ids, atOnce, (id) => heardBy(listener, id, services));
  // Of two who are one by now, one.
  const byId = new Map(
    heard.flatMap((each) => (each === undefined ? [] : [[each.customerId, each]])),
  );
  return { items: [...byId.values()], until, ...(next !== undefined && { cursor: next }) };
};

interface Place {
  readonly phase: 'entries' | 'ends';
  readonly after?: string;
  readonly until: string;
}

function whereIn(
  { since, cursor }: { readonly since: string; readonly cursor?: string | undefined },
  upTo: string,
): Place {
  // Whoever asks from a moment that is not over yet hears of nothing, and asks again from there.
  if (cursor === undefined) return { phase: 'entries', until: upTo > since ? upTo : since };
  const [phase, after, until] = placeOf(cursor, 3).map(String);
  const isOfThisList =
    (phase === 'entries' || phase === 'ends') &&
    after !== undefined &&
    until !== undefined &&
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(until) &&
    after >= since &&
    after <= placeAfter(until);
  return isOfThisList ? { phase, after, until } : refuseCursor();
}

const endsPage = (
  ends: readonly Parameters<typeof placeOfEnd>[0][],
  limit: number,
): { readonly customerIds: readonly string[]; readonly after?: string } => {
  const last = ends.at(-1);
  return {
    customerIds: ends.map(({ customerId }) => customerId),
    ...(ends.length === limit && last !== undefined && { after: placeOfEnd(last) }),
  };
};

const refusedSince = (rule: string, message: string) =>
  new Refusal('request.invalid', [{ pointer: '/since', rule, message, in: 'query' }]);
const tooLongAgo = refusedSince('kept', `lies more than ${mostDays} days ago`);
const toCome = refusedSince('past', 'lies in the future');
