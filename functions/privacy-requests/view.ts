import { compareText } from '#core/kernel/types';
import type { Clock, Clocks } from '#core/privacy-clock/clock';
import { answerDue } from '#core/privacy-clock/clocks-of';
import {
  hasEnded,
  type Order,
  type PrivacyRequest,
  requestRights,
} from '#core/privacy-request/privacy-request';
import { Answer, type Services } from '#functions/shared/handle';
import { type Clocking, clockingNow } from '#functions/shared/request-clocks';
import { etag } from '#functions/shared/views';
import type { FoundRequest } from '#store/privacy-requests';

export const orderView = ({ isMandatory, ...order }: Order) => ({
  ...order,
  mandatory: isMandatory,
});

export function requestView(request: PrivacyRequest, { binding, next }: Clocks) {
  const { requestId, verification, orders, decision } = request;
  const { rights, state, channel, jurisdictions, receivedAt, work } = request;
  const { customerId, extension, duplicateOf, endedAt } = request;
  const { needed, proved, tries, method, askedAt, at } = verification;
  const { pauses } = request;
  const dueAt = answerDue({ binding });
  return {
    id: requestId,
    rights,
    state,
    channel,
    jurisdictions,
    receivedAt,
    work,
    pauses,
    ...(dueAt !== undefined && { dueAt }),
    ...(isDue(next) && !hasEnded(state) && { next: dueView(next) }),
    ...(customerId !== undefined && { customerId }),
    verification: {
      needed,
      tries,
      ...(proved !== undefined && { proved }),
      ...(method !== undefined && { method }),
      ...(askedAt !== undefined && { askedAt }),
      ...(at !== undefined && { at }),
    },
    ...(extension !== undefined && { extension }),
    ...(decision !== undefined && { decision }),
    orders: Object.fromEntries(
      Object.entries(orders)
        .toSorted(([a], [b]) => compareText(a, b))
        .map(([spoke, order]) => [spoke, orderView(order)]),
    ),
    ...(duplicateOf !== undefined && { duplicateOf }),
    ...(endedAt !== undefined && { endedAt }),
  };
}

const isDue = (clock: Clock | null): clock is Clock & { readonly dueAt: string } =>
  clock !== null && clock.dueAt !== null;
const dueView = ({ kind, dueAt, spoke }: Clock & { readonly dueAt: string }) => ({
  kind,
  dueAt,
  ...(spoke !== undefined && { spoke }),
});

function clockView({ basis, extension, rights, ...clock }: Clock) {
  const law = basis.isLegal && {
    regulation: basis.regulation,
    rule: basis.rule,
    citation: basis.citation,
    place: basis.place,
  };
  return {
    ...clock,
    ...law,
    rights: requestRights.filter((right) => rights.includes(right)),
    extension: extension && {
      noticeBy: extension.noticeBy,
      dueAt: extension.dueAt,
      isUsed: extension.isUsed,
    },
  };
}

export const answerOf = async (
  { request, revision }: FoundRequest,
  services: Pick<Services, 'governance'>,
  status = 200,
) => {
  const { clocksOf } = await clockingNow(services);
  return new Answer(requestView(request, clocksOf(request)), { status, headers: etag(revision) });
};

/** With every clock, its law, and whether it decides. */
export function answerWithClocks(
  { request, revision }: FoundRequest,
  { clocksOf }: Pick<Clocking, 'clocksOf'>,
) {
  const all = clocksOf(request);
  const { clocks, withoutNumber, edition } = all;
  return new Answer(
    { ...requestView(request, all), clocks: clocks.map(clockView), withoutNumber, edition },
    { headers: etag(revision) },
  );
}
