import { after } from '#core/consent/period';
import { compareText } from '#core/kernel/types';
import type { PrivacyRequest } from './privacy-request.ts';

/** A request as the register tells it: dates, outcome and reasons, and nothing that says who asked. */
export function registerRow(request: PrivacyRequest) {
  const { requestId, receivedAt, channel, rights, jurisdictions, state } = request;
  const { verification, decision, extension, work, orders, duplicateOf, endedAt, keepFor } =
    request;
  const days = daysOf(request);
  return {
    requestId,
    receivedAt,
    channel,
    rights,
    jurisdictions,
    state,
    ...(verification.method !== undefined && { verifiedBy: verification.method }),
    ...(verification.at !== undefined && { verifiedAt: verification.at }),
    ...(decision !== undefined && { decidedAt: decision.at }),
    ...(decision?.code !== undefined && { reason: decision.code }),
    ...(extension !== undefined && { extendedAt: extension.at }),
    ...(endedAt !== undefined && { endedAt }),
    ...(days !== undefined && { days }),
    work: toldOf(work),
    spokes: toldOf(orders),
    ...(duplicateOf !== undefined && { duplicateOf }),
    ...(endedAt !== undefined && keepFor !== undefined && { keptUntil: after(endedAt, keepFor) }),
  };
}
export type RegisterRow = ReturnType<typeof registerRow>;

/** From the day it came to the day it ended, in days of 24 hours, to a tenth. */
export const daysOf = ({
  receivedAt,
  endedAt,
}: Pick<PrivacyRequest, 'receivedAt' | 'endedAt'>): number | undefined =>
  endedAt === undefined
    ? undefined
    : Math.round((Date.parse(endedAt) - Date.parse(receivedAt)) / 8_640_000) / 10;

/** By name: maps have no order in the table, and exports of the same are the same. */
const toldOf = (all: Readonly<Record<string, Parameters<typeof told>[0]>>) =>
  Object.fromEntries(
    Object.entries(all)
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([name, each]) => [name, told(each)]),
  );

const told = ({ state, code }: { readonly state: string; readonly code?: string }) => ({
  state,
  ...(code !== undefined && { code }),
});
