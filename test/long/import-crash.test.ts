import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { temporaryFolder } from '#test/local/support/temporary-folder';
import { startCrashableHub, token } from './crash-hub.ts';

const records = 1500;

const file = [
  'id,name.given,name.family,emails.0.value',
  ...Array.from({ length: records }, (_, at) => `${at},Ada${at},King${at},ada${at}@example.com`),
  '',
].join('\n');

const caller = (url: string) => async (method: string, path: string, body?: object) => {
  const answer = await fetch(`${url}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by path
  return (await answer.json()) as any;
};

it('an import goes on after the hub was killed in the middle of it, three times', async () => {
  const folder = temporaryFolder();
  let hub = startCrashableHub(folder);
  let call = caller((await hub.ready) ?? '');
  await call('PUT', '/spokes/crm', { style: 'consolidation', trust: 50 });
  const { id, upload } = await call('POST', '/imports', {
    spoke: 'crm',
    schema: 'person',
    format: 'csv',
    bytes: Buffer.byteLength(file),
    updatedAt: '2026-01-01T00:00:00Z',
  });
  await fetch(upload.url, { method: upload.method, body: file, headers: upload.headers });
  await call('POST', `/imports/${id}/start`);

  const killedAt: number[] = [];
  for (const share of [0.1, 0.4, 0.7]) {
    let read = 0;
    while (read < records * share) {
      await sleep(20);
      read = (await call('GET', `/imports/${id}`)).counts.read;
    }
    hub.kill('both');
    await hub.ended;
    killedAt.push(read);
    hub = startCrashableHub(folder);
    call = caller((await hub.ready) ?? '');
  }
  let job = await call('GET', `/imports/${id}`);
  while (job.endedAt === undefined) {
    await sleep(100);
    job = await call('GET', `/imports/${id}`);
  }
  hub.terminate();
  await hub.ended;

  expect(killedAt.every((read) => read < records)).toBe(true);
  expect(job).toMatchObject({ state: 'finished', counts: { read: records, rejected: 0 } });
  console.log(`killed at ${killedAt.join(', ')} of ${records}: ${JSON.stringify(job.counts)}`);
});
