import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { HubClient } from './hub-client.ts';
import { governSampleConsents } from './sample-consents.ts';
import { type SampleRecord, sampleRecord } from './sample-mapping.ts';

/** The five systems of the sample, and how far each is trusted. Tills and the service desk ask the hub and hear no events. */
export const sampleSpokes = {
  crm: { title: 'Customer relationship management', style: 'consolidation', trust: 70 },
  loyalty: { title: 'Loyalty programme', style: 'consolidation', trust: 60 },
  webshop: { title: 'Web shop', style: 'coexistence', trust: 50 },
  servicedesk: {
    title: 'Service desk',
    style: 'consolidation',
    trust: 40,
    delivery: { events: false },
  },
  pos: {
    title: 'Points of sale',
    style: 'consolidation',
    trust: 30,
    delivery: { events: false },
  },
} as const;

export interface SampleProgress {
  /** The first so many records of the file are all in the hub. */
  readonly done: number;
  readonly refused: number;
  readonly total: number;
}

export interface SampleOptions {
  readonly client: HubClient;
  readonly from: SampleProgress | undefined;
  /** Called about every hundredth record and at the end; what it gets can be given back as `from`. */
  readonly onProgress: (progress: SampleProgress) => void;
  readonly isStopping: () => boolean;
}

const sampleFile = new URL('../data/customers-5k.csv.gz', import.meta.url);
/** More than the engine can do at once brings nothing: it writes one transaction after another. */
const concurrency = 6;
const progressEvery = 50;
const attempts = 6;

export async function readSample(): Promise<readonly SampleRecord[]> {
  const rows = parse(gunzipSync(await readFile(sampleFile)), { columns: true, bom: true });
  return (rows as Record<string, string>[]).map(sampleRecord);
}

/** The spokes of the sample, and the purposes and the notice that its consents name. */
export async function governSample(client: Pick<HubClient, 'send'>): Promise<void> {
  for (const [spoke, body] of Object.entries(sampleSpokes))
    await client.send('PUT', `/spokes/${spoke}`, body);
  await governSampleConsents(client);
}

/**
 * Sends the sample through the API as five spokes would. Where it was interrupted it goes on; a
 * record that is sent twice changes nothing.
 */
export async function loadSample(options: SampleOptions): Promise<SampleProgress> {
  const { client, from, onProgress, isStopping } = options;
  const records = await readSample();
  await governSample(client);

  const start = from?.done ?? 0;
  let refused = from?.refused ?? 0;
  let next = start;
  const running = new Set<number>();
  const progress = (): SampleProgress => ({
    done: Math.min(next, ...running),
    refused,
    total: records.length,
  });
  onProgress(progress());
  const worker = async () => {
    while (next < records.length && !isStopping()) {
      const at = next++;
      const record = records[at];
      if (record === undefined) return;
      running.add(at);
      if (!(await put(client, record))) refused += 1;
      running.delete(at);
      if (at % progressEvery === 0) onProgress(progress());
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  onProgress(progress());
  return progress();
}

/** Whether the hub took the record. An outage or a conflict is tried again; then it throws. */
async function put(client: HubClient, { spoke, sourceId, body }: SampleRecord): Promise<boolean> {
  const path = `/spokes/${encodeURIComponent(spoke)}/records/${encodeURIComponent(sourceId)}`;
  for (let attempt = 1; ; attempt++) {
    const { status } = await client.send('PUT', path, body);
    if (status < 300) return true;
    if (status < 500) return false;
    if (attempt === attempts) throw new Error(`the hub answers ${status} to a record of ${spoke}`);
    await sleep(50 * 2 ** attempt);
  }
}
