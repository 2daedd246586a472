import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consentReceipt, receiptType } from '#core/consent/consent-receipt';
import { proofFile } from '#core/proof/proof-file';
import { type ListedKey, makeProofs } from '#store/proofs';
import { signerInProcess } from '#test/support/checkpointing';
import { controllerBody } from '#test/support/controller';
import {
  NotKnown,
  verifyProofFile,
  verifyProofText,
} from '../../../cli/proof/verify-proof-file.ts';
import { receiptText } from '../../../cli/receipt/receipt-text.ts';

const root = new URL('../../../', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'goldspoke-receipt-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const kept: ListedKey[] = [];
const proofs = makeProofs({
  signer: signerInProcess(),
  keys: { keep: async (key) => void kept.push(key), list: async () => kept },
  hub: 'test',
});
const payload = consentReceipt({
  hub: 'test',
  event: {
    eventId: 'con_a',
    customerId: 'cus_a',
    kind: 'given',
    purpose: 'marketing',
    channels: ['email'],
    at: '2026-01-01T00:00:00.000Z',
    recordedAt: '2026-01-01T00:00:01.000Z',
    jurisdiction: 'GB',
  },
  sequence: 1,
  collection: { method: 'web-form' },
  notice: { id: 'welcome', version: 3, language: 'en', hash: 'a'.repeat(64) },
  purpose: {
    name: 'marketing',
    title: 'News',
    kinds: [],
    legalBases: ['consent'],
    channels: ['email'],
  },
  purposeRevision: 1,
  controller: { name: 'controller', version: 2, ...controllerBody },
  outcome: { status: 'given', channels: ['email'] },
});
let file: string;
beforeAll(async () => {
  file = proofFile('receipt', await proofs.sign(receiptType, payload));
  writeFileSync(at('receipt.json'), file);
  writeFileSync(at('jwks.json'), JSON.stringify({ keys: kept }));
  writeFileSync(at('others.json'), JSON.stringify({ keys: [] }));
  writeFileSync(at('no-set.json'), JSON.stringify({ keys: [{ kid: 'x' }] }));
});

const goldspoke = (...arguments_: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['cli/goldspoke.ts', 'receipt', ...arguments_],
    // No hub answers there.
    { cwd: root, encoding: 'utf8', env: { ...process.env, GOLDSPOKE_URL: 'http://127.0.0.1:9' } },
  );
  return { status, stdout, stderr };
};

describe('goldspoke receipt verify', () => {
  it('says what is right and what it means, with the network off', () => {
    const { status, stdout } = goldspoke('verify', at('receipt.json'), '--jwks', at('jwks.json'));
    expect(stdout.trimEnd().split('\n')).toEqual([
      'valid: nothing in this receipt was changed since it was signed',
      'receipt con_a of customer cus_a, by the hub test',
      'consent given: marketing, by email',
      'said 2026-01-01T00:00:00.000Z (web-form, GB), recorded 2026-01-01T00:00:01.000Z',
      'holds until it is withdrawn',
      `notice welcome version 3 (en), SHA-256 ${'a'.repeat(64)}`,
      'answers for the data: Example Shops Ltd (controller version 2)',
      `signed by the key ${kept[0]?.kid}, which stands in ${at('jwks.json')}`,
    ]);
    expect(status).toBe(0);
  });

  it('says with 1 that a receipt is not as it was signed, or signed by nobody who is trusted', () => {
    writeFileSync(at('changed.json'), file.replace('.ey', '.eY'));
    const changed = goldspoke('verify', at('changed.json'), '--jwks', at('jwks.json'));
    expect(changed).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^NOT VALID/),
    });
    const untrusted = goldspoke('verify', at('receipt.json'), '--jwks', at('others.json'));
    expect(untrusted).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('not among the trusted ones'),
    });
  });

  it('says with 2 that it cannot tell, or was asked wrongly', () => {
    expect(goldspoke('verify', at('receipt.json'))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--jwks'),
    });
    expect(goldspoke('verify')).toMatchObject({ status: 2 });
    expect(goldspoke('verify', at('none.json'), '--jwks', at('jwks.json'))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('cannot be read'),
    });
    expect(goldspoke('verify', at('receipt.json'), '--jwks', at('no-set.json'))).toMatchObject({
      status: 2,
    });
  });
});

describe('a receipt’s file', () => {
  const source = { jwks: at('jwks.json'), url: 'http://127.0.0.1:9' };
  const isValid = (bytes: Buffer) =>
    verifyProofText('receipt', bytes.toString('utf8'), kept).isValid;

  it('has no byte that may be changed', () => {
    const bytes = Buffer.from(file);
    expect(isValid(bytes)).toBe(true);
    for (const [place, byte] of bytes.entries()) {
      const changed = Buffer.from(bytes);
      changed[place] = byte ^ (1 << (place % 8));
      expect(isValid(changed), `byte ${place}`).toBe(false);
    }
    // The last letter of the signature has bits to spare: none of its 255 others will do.
    const last = file.length - 3;
    for (let byte = 0; byte < 256; byte += 1) {
      const changed = Buffer.from(bytes);
      changed[last] = byte;
      expect(isValid(changed), `${byte} in place of the last letter`).toBe(byte === bytes[last]);
    }
  });

  it('has none that may be left out, doubled or added, one line feed at its end apart', () => {
    const bytes = Buffer.from(file);
    for (let place = 0; place < bytes.length; place += 31) {
      const [head, tail] = [bytes.subarray(0, place), bytes.subarray(place)];
      expect(isValid(Buffer.concat([head, tail.subarray(1)])), `without ${place}`).toBe(false);
      const twice = Buffer.concat([head, tail.subarray(0, 1), tail]);
      expect(isValid(twice), `twice ${place}`).toBe(false);
    }
    expect(isValid(Buffer.from(`${file}\n`))).toBe(true);
    for (const more of [' ', '\n\n', '\0']) expect(isValid(Buffer.from(file + more))).toBe(false);
  });

  it('is no certificate, and a certificate is no receipt', async () => {
    writeFileSync(
      at('certificate.json'),
      proofFile('certificate', await proofs.sign('goldspoke-certificate', {})),
    );
    expect(await verifyProofFile('certificate', at('certificate.json'), source)).toMatchObject({
      isValid: true,
    });
    expect(await verifyProofFile('receipt', at('certificate.json'), source)).toMatchObject({
      isValid: false,
    });
    expect(await verifyProofFile('certificate', at('receipt.json'), source)).toMatchObject({
      isValid: false,
    });
  });

  it('is not judged where the keys are not to be had', async () => {
    await expect(
      verifyProofFile('receipt', at('receipt.json'), { url: 'http://127.0.0.1:9' }),
    ).rejects.toThrow(NotKnown);
  });
});

describe('what a receipt says', () => {
  it('calls a no a no, and does not fail at a form of later releases', () => {
    const withdrawn = {
      ...payload,
      entry: { ...(payload.entry as object), kind: 'withdrawn' },
      outcome: { status: 'withdrawn', channels: ['email'] },
    };
    const text = receiptText(withdrawn);
    expect(text).toContain('consent withdrawn: marketing, by email');
    expect(text.join()).not.toContain('holds');
    expect(receiptText({ a: 1 })).toEqual(['a receipt of a form that this command does not know']);
  });
});
