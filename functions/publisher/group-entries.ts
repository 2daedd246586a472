import type { BusEntry } from '#store/events';

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html: 1 to 10 entries.
const mostEntries = 10;
// https://docs.aws.amazon.com/eventbridge/latest/userguide/calculate-putevents-entry-size.html:
// "The total entry size must be less than 256KB". Regions that take more take this, too.
export const mostBytes = 256 * 1024 - 1;

/** As EventBridge counts: 14 bytes of time, and source, detail-type and detail in UTF-8. */
export const entryBytes = ({ source, detailType, detail }: BusEntry): number =>
  14 + Buffer.byteLength(source) + Buffer.byteLength(detailType) + Buffer.byteLength(detail);

/** Requests in the order of the entries, each within both limits. An entry alone over the limit is the caller's to refuse. */
export function groupEntries<T extends { readonly entry: BusEntry }>(
  sendings: readonly T[],
): readonly (readonly T[])[] {
  const groups: T[][] = [];
  let bytes = 0;
  for (const sending of sendings) {
    const size = entryBytes(sending.entry);
    const open = groups.at(-1);
    if (open === undefined || open.length === mostEntries || bytes + size > mostBytes) {
      groups.push([sending]);
      bytes = size;
    } else {
      open.push(sending);
      bytes += size;
    }
  }
  return groups;
}
