import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveAwsJson } from '#local/aws-json-server';
import { localKms } from '#local/kms';
import { checkpointTools } from '#store/checkpoint-tools';
import { kmsSigner, rawSignature } from '#store/kms-signer';

const folder = mkdtempSync(join(tmpdir(), 'goldspoke-signer-'));
const kms = localKms(join(folder, 'kms.json'));
let endpoint: Awaited<ReturnType<typeof serveAwsJson>>;
let client: KMSClient;
beforeAll(async () => {
  endpoint = await serveAwsJson(kms.operations);
  client = new KMSClient({
    endpoint: endpoint.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
  rmSync(folder, { recursive: true });
});

describe('signing by KMS', () => {
  it('gives signatures that its public key verifies, whatever their length in DER', async () => {
    const signer = kmsSigner(client, kms.signingKeyArn);
    const key = await signer.publicKey();
    expect(key).toMatchObject({ kty: 'EC', crv: 'P-256' });
    for (let n = 0; n < 60; n += 1) {
      const text = `claims ${n}`.repeat(n === 0 ? 1000 : 1);
      const signature = await signer.sign(text);
      expect(signature).toMatch(/^[\w-]{86}$/);
      expect(checkpointTools.verify(text, signature, key)).toBe(true);
      expect(checkpointTools.verify(`claims ${n + 1}`, signature, key)).toBe(false);
    }
  });

  it('goes on with the same key at the next start', async () => {
    const again = localKms(join(folder, 'kms.json'));
    expect(again.signingKeyArn).toBe(kms.signingKeyArn);
  });

  it('fills short integers up, and takes nothing that is no signature', () => {
    const der = (r: number[], s: number[]) =>
      Uint8Array.of(0x30, r.length + s.length + 4, 0x02, r.length, ...r, 0x02, s.length, ...s);
    expect(rawSignature(der([1], [0, 0x80])).toString('hex')).toBe(
      `${'00'.repeat(31)}01${'00'.repeat(31)}80`,
    );
    expect(() => rawSignature(Uint8Array.of(0x30, 1, 2, 3))).toThrow('not a signature');
    expect(() => rawSignature(der([1], [2]).with(1, 9))).toThrow('not a signature');
  });
});
