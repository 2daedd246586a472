import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  DecryptCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  KMSClient,
} from '@aws-sdk/client-kms';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveAwsJson } from '#local/aws-json-server';
import { localKms } from '#local/kms';
import { temporaryFolder } from './support/temporary-folder.ts';

async function kmsOver(file: string) {
  const { keyArn, operations } = localKms(file);
  const endpoint = await serveAwsJson(operations);
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new KMSClient({
    endpoint: endpoint.url,
    region: 'eu-west-1',
    credentials,
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await endpoint.close();
  });
  return { client, keyArn };
}

describe('the local KMS, asked by the SDK', () => {
  it('opens a data key under the context it was made with, also after a restart', async () => {
    const file = join(temporaryFolder(), 'kms.json');
    const first = await kmsOver(file);
    const EncryptionContext = { tenant: 'goldspoke', epoch: '2026-W47' };
    const made = await first.client.send(
      new GenerateDataKeyCommand({ KeyId: first.keyArn, KeySpec: 'AES_256', EncryptionContext }),
    );

    const second = await kmsOver(file);
    const opened = await second.client.send(
      new DecryptCommand({
        KeyId: second.keyArn,
        CiphertextBlob: made.CiphertextBlob,
        EncryptionContext: { epoch: '2026-W47', tenant: 'goldspoke' },
      }),
    );

    expect(made.Plaintext).toHaveLength(32);
    expect(opened.Plaintext).toEqual(made.Plaintext);
    expect(Buffer.from(made.CiphertextBlob!).includes(Buffer.from(made.Plaintext!))).toBe(false);
  });

  it.each([
    ['another value', { tenant: 'other' }],
    ['another name', { tenants: 'goldspoke' }],
    ['none', undefined],
    ['one more pair', { tenant: 'goldspoke', more: '1' }],
  ])('refuses a context with %s', async (_, context) => {
    const { client, keyArn } = await kmsOver(join(temporaryFolder(), 'kms.json'));
    const sealed = await client.send(
      new EncryptCommand({
        KeyId: keyArn,
        Plaintext: Buffer.from('secret'),
        EncryptionContext: { tenant: 'goldspoke' },
      }),
    );

    const opening = client.send(
      new DecryptCommand({ CiphertextBlob: sealed.CiphertextBlob, EncryptionContext: context }),
    );

    await expect(opening).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });

  it('refuses a changed ciphertext, another hub’s, and an unknown key', async () => {
    const folder = temporaryFolder();
    const { client, keyArn } = await kmsOver(join(folder, 'kms.json'));
    const other = await kmsOver(join(folder, 'other.json'));
    const { CiphertextBlob } = await client.send(
      new EncryptCommand({ KeyId: keyArn, Plaintext: Buffer.from('secret') }),
    );
    const changed = Uint8Array.from(CiphertextBlob!);
    changed[changed.length - 1]! ^= 1;

    const invalid = { name: 'InvalidCiphertextException' };
    await expect(
      client.send(new DecryptCommand({ CiphertextBlob: changed })),
    ).rejects.toMatchObject(invalid);
    await expect(other.client.send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject(
      invalid,
    );
    await expect(
      client.send(new GenerateDataKeyCommand({ KeyId: other.keyArn, KeySpec: 'AES_256' })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  it('describes its key and keeps the root key for its owner only', async () => {
    const file = join(temporaryFolder(), 'kms.json');
    const { client, keyArn } = await kmsOver(file);

    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: keyArn }));

    expect(KeyMetadata).toMatchObject({ Arn: keyArn, Enabled: true, KeyUsage: 'ENCRYPT_DECRYPT' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8')).material).toHaveLength(44);
  });

  it('says that it does not know an operation, instead of failing', async () => {
    const { operations } = localKms(join(temporaryFolder(), 'kms.json'));
    const endpoint = await serveAwsJson(operations);
    onTestFinished(endpoint.close);

    const answer = await fetch(endpoint.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'TrentService.ScheduleKeyDeletion' },
      body: '{}',
    });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });
});
