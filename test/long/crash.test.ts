import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type HubClient, hubClient } from '#local/hub-client';
import { governSample, readSample } from '#local/sample';
import type { SampleRecord } from '#local/sample-mapping';
import { findingsIn } from './crash-findings.ts';
import { startCrashableHub, token } from './crash-hub.ts';

const kills = Number(process.env.CRASH_KILLS ?? 50);
const recordLimit = Number(process.env.CRASH_RECORDS ?? 5000);
const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
const concurrency = 6;
const timeLimitMs = 20 * 60_000;

/** Mulberry32: the same kills for the same seed, as far as time allows. */
function randomOf(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const pathOf = ({ spoke, sourceId }: SampleRecord) =>
  `/spokes/${spoke}/records/${encodeURIComponent(sourceId)}`;

/** Sends what is left until it is all acknowledged or the hub is gone. */
async function load(
  client: HubClient,
  left: SampleRecord[],
  acknowledged: SampleRecord[],
): Promise<void> {
  const worker = async () => {
    for (let record = left.shift(); record !== undefined; record = left.shift()) {
      const answer = await client.send('PUT', pathOf(record), record.body).catch(() => undefined);
      if (answer?.status === 200 || answer?.status === 201) acknowledged.push(record);
      else if (answer !== undefined && answer.status < 500)
        throw new Error(`the hub refuses ${pathOf(record)} with ${answer.status}`);
      else left.push(record);
      if (answer === undefined) return;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

describe('a hub that is killed again and again', () => {
  it(
    `loses nothing that it acknowledged in ${kills} kills during a load (seed ${seed})`,
    async () => {
      const random = randomOf(seed);
      const folder = mkdtempSync(join(tmpdir(), 'goldspoke-crash-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const left = (await readSample()).slice(0, recordLimit);
      const acknowledged: SampleRecord[] = [];
      const share = Math.ceil(recordLimit / (kills + 1));

      for (let kill = 1; kill <= kills; kill++) {
        const hub = startCrashableHub(folder);
        const whom = (['hub', 'dynamodb', 'both'] as const)[kill % 3] ?? 'both';
        // Every fifth dies while it starts.
        if (kill % 5 === 0) {
          await Promise.race([sleep(random() * 1500), hub.ended]);
          hub.kill(whom === 'dynamodb' ? 'both' : whom);
          await hub.ended;
          continue;
        }
        const url = await hub.ready;
        if (url === undefined) throw new Error(`start ${kill} failed: ${(await hub.ended).said}`);
        const client = hubClient(url, token);
        if (acknowledged.length === 0) await governSample(client);
        // What the last life acknowledged is there in the next.
        for (const record of acknowledged.slice(-10))
          expect((await client.send('GET', pathOf(record))).status, pathOf(record)).toBe(200);

        let isOver = false;
        const loading = load(client, left, acknowledged).finally(() => {
          isOver = true;
        });
        // What it fails of is thrown where it is waited for.
        loading.catch(() => undefined);
        const target = acknowledged.length + share * (0.5 + random());
        while (acknowledged.length < target && !isOver) await sleep(2);
        await sleep(random() * 20);
        hub.kill(whom);
        await loading;
        await hub.ended;
        client.close();
      }

      const last = startCrashableHub(folder);
      const url = await last.ready;
      if (url === undefined) throw new Error(`the last start failed: ${(await last.ended).said}`);
      const client = hubClient(url, token);
      await load(client, left, acknowledged);
      client.close();
      last.terminate();
      expect((await last.ended).code).toBe(0);

      expect(acknowledged).toHaveLength(recordLimit);
      const findings = await findingsIn(folder, acknowledged);
      console.log({ kills, seed, ...findings, wrong: findings.wrong.length });
      expect(findings.wrong).toEqual([]);
      expect(findings.crosswalks).toBe(recordLimit);
      expect(findings.livingCustomers).toBeGreaterThan(recordLimit / 4);
    },
    timeLimitMs,
  );
});
