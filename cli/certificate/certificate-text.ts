import * as z from 'zod';
import type { JsonObject } from '#core/kernel/types';

const certificate = z.object({
  iss: z.string(),
  request: z.object({
    requestId: z.string(),
    receivedAt: z.string(),
    state: z.string(),
    endedAt: z.string().optional(),
  }),
  customerIds: z.array(z.string()),
  erasure: z.object({
    state: z.enum(['done', 'partial']),
    erasedAt: z.string(),
    held: z.object({ code: z.string(), until: z.string().optional() }).optional(),
  }),
  copies: z.array(
    z.object({ copy: z.string(), state: z.string(), finalAfter: z.string().optional() }),
  ),
  spokes: z.record(z.string(), z.object({ state: z.string(), code: z.string().optional() })),
  finalAfter: z.string().optional(),
  final: z.boolean(),
});

/** What a verified certificate says, a line for each thing; one line where it is of a form that is not known here. */
export function certificateText(payload: JsonObject): readonly string[] {
  const parsed = certificate.safeParse(payload);
  if (!parsed.success) return ['a certificate of a form that this command does not know'];
  const { iss, request, customerIds, erasure, copies, spokes, finalAfter, final } = parsed.data;
  const { held } = erasure;
  return [
    `certificate of the erasure ${request.requestId} (${request.state}), by the hub ${iss}`,
    `asked for ${request.receivedAt}, erased ${erasure.erasedAt}: ${customerIds.join(', ')}`,
    ...(held === undefined
      ? []
      : [
          `kept in part: ${held.code}, ${held.until === undefined ? 'no end known' : `until ${held.until}`}`,
        ]),
    ...copies.map(
      ({ copy, state, finalAfter: end }) =>
        `  ${copy}: ${state}${end === undefined ? '' : `, not readable after ${end}`}`,
    ),
    ...Object.entries(spokes).map(
      ([spoke, { state, code }]) =>
        `  spoke ${spoke}: ${state}${code === undefined ? '' : ` (${code})`}`,
    ),
    final
      ? `final: no copy can be read since ${finalAfter}`
      : finalAfter === undefined
        ? 'not final: the request is open'
        : `not final: final after ${finalAfter}`,
  ];
}
