import type { AuditEntry } from '#core/audit/audit-entry';
import {
  type ExportLine,
  type ExportScope,
  exportedEntry,
  exportLine,
} from '#core/audit/audit-export';
import { runningDigest } from './node-tools.ts';
import { checkpointsSince, entriesIn, entriesOf, type Hub } from './read-hub.ts';

/** The lines of an export as `goldspoke audit verify` reads them, each without its line feed. */
export async function* exportLines(hub: Hub, scope: ExportScope): AsyncGenerator<string> {
  const digest = runningDigest();
  const counts = { entries: 0, checkpoints: 0 };
  for await (const line of contents(hub, scope)) {
    if (line.kind === 'entry') counts.entries += 1;
    if (line.kind === 'checkpoint') counts.checkpoints += 1;
    const text = exportLine(line);
    digest.add(`${text}\n`);
    yield text;
  }
  yield exportLine({ kind: 'end', ...counts, sha256: digest.hex() });
}

async function* contents(hub: Hub, scope: ExportScope): AsyncGenerator<ExportLine> {
  yield { kind: 'export', format: 1, scope };
  const { object, from = '', to = '' } = scope;
  // One chain is read before its checkpoints: those count from its first entry on.
  const chain = object === undefined ? undefined : await allOf(entriesOf(hub, object));
  let isFirst = true;
  for await (const each of checkpointsSince(hub, chain?.[0]?.writtenAt ?? from)) {
    const { jws, leaves, publicKey } = each;
    if (isFirst) yield { kind: 'key', publicKey };
    isFirst = false;
    yield { kind: 'checkpoint', jws, leaves };
  }
  for await (const entry of chain ?? entriesIn(hub, from, to))
    yield { kind: 'entry', entry: exportedEntry(entry) };
}

async function allOf(entries: AsyncIterable<AuditEntry>): Promise<readonly AuditEntry[]> {
  const all: AuditEntry[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}
