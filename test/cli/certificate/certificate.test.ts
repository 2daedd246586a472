import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateType } from '#core/privacy-request/certificate';
import { proofFile } from '#core/proof/proof-file';
import { type ListedKey, makeProofs } from '#store/proofs';
import { signerInProcess } from '#test/support/checkpointing';
import { certificateText } from '../../../cli/certificate/certificate-text.ts';
import { verifyProofText } from '../../../cli/proof/verify-proof-file.ts';

const root = new URL('../../../', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'goldspoke-certificate-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const kept: ListedKey[] = [];
const proofs = makeProofs({
  signer: signerInProcess(),
  keys: { keep: async (key) => void kept.push(key), list: async () => kept },
  hub: 'test',
});
const payload = {
  iss: 'test',
  request: { requestId: 'req_a', receivedAt: '2026-03-01T00:00:00.000Z', state: 'fulfilled' },
  customerIds: ['cus_a'],
  erasure: { state: 'done', erasedAt: '2026-03-02T00:00:00.000Z' },
  copies: [{ copy: 'versions', state: 'sealed', finalAfter: '2026-03-12T00:00:00.000Z' }],
  spokes: { crm: { state: 'refused', code: 'tax' } },
  finalAfter: '2026-03-12T00:00:00.000Z',
  final: false,
};
let file: string;
beforeAll(async () => {
  file = proofFile('certificate', await proofs.sign(certificateType, payload));
  writeFileSync(at('certificate.json'), file);
  writeFileSync(at('jwks.json'), JSON.stringify({ keys: kept }));
});

describe('goldspoke certificate verify', () => {
  it('verifies without a network and says what each copy and spoke is', () => {
    const { status, stdout } = spawnSync(
      process.execPath,
      [
        'cli/goldspoke.ts',
        'certificate',
        'verify',
        at('certificate.json'),
        '--jwks',
        at('jwks.json'),
      ],
      { cwd: root, encoding: 'utf8', env: { ...process.env, GOLDSPOKE_URL: 'http://127.0.0.1:9' } },
    );
    expect(status).toBe(0);
    expect(stdout).toContain('versions: sealed, not readable after 2026-03-12T00:00:00.000Z');
    expect(stdout).toContain('spoke crm: refused (tax)');
    expect(stdout).toContain('not final: final after 2026-03-12T00:00:00.000Z');
  });

  it('finds any changed letter, and takes no receipt for a certificate', async () => {
    for (let place = 16; place < file.length - 2; place += 7) {
      const letter = file[place] === 'A' ? 'B' : 'A';
      const changed = `${file.slice(0, place)}${letter}${file.slice(place + 1)}`;
      expect(verifyProofText('certificate', changed, kept).isValid, String(place)).toBe(false);
    }
    const receipt = proofFile('certificate', await proofs.sign('goldspoke-receipt', payload));
    expect(verifyProofText('certificate', receipt, kept)).toMatchObject({ isValid: false });
  });

  it('says what a file is that is no certificate', () => {
    const because = (text: string) => {
      const verdict = verifyProofText('certificate', text, kept);
      return verdict.isValid ? undefined : verdict.because;
    };
    expect(because('\n')).toBe('is empty');
    expect(because(proofFile('receipt', 'a.b.c'))).toBe(
      'holds a receipt: goldspoke receipt verify',
    );
    expect(because(file.replace(':', ': '))).toMatch(/^is not written.*to the byte$/);
  });

  it('says what is final, what is held, and of what form it knows nothing', () => {
    const held = { code: 'legal-claim' };
    const lines = certificateText({
      ...payload,
      erasure: { ...payload.erasure, state: 'partial', held },
      final: true,
    });
    expect(lines).toContain('kept in part: legal-claim, no end known');
    expect(lines.at(-1)).toBe('final: no copy can be read since 2026-03-12T00:00:00.000Z');
    expect(certificateText({})).toEqual([
      'a certificate of a form that this command does not know',
    ]);
  });
});
