import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findSecrets } from '../../../scripts/check/find-secrets.ts';

// Put together here, so that the check finds none of them in this file.
const letters = 'Xq7Lm2Rv9Tz4Kc8Wn3Bp6Hd1';
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const planted = {
  'an AWS secret key': `aws_secret_access_key = ${'wJalrXUtnFEMI/K7MDENG/bPxRfiCY'}${'QWERTYKE12'}`,
  'a private key': privateKey,
  'a token of GitHub': `const token = "${'gh'}p_${letters}${letters.slice(0, 12)}";`,
  'a token of Slack': `${'xo'}xb-123456789012-1234567890123-${letters}`,
  'a token of npm': `//registry.npmjs.org/:_authToken=${'np'}m_${letters}${letters.slice(0, 12)}`,
};

describe('the secret scan', () => {
  it.each(Object.entries(planted))(
    'finds %s, and names its place and not the thing',
    async (_, text) => {
      const found = await findSecrets({ path: 'config/x.ts', text: `line one\n${text}\n` });
      expect(found.length).toBeGreaterThan(0);
      expect(found[0]).toMatch(/^config\/x\.ts:2 /);
      for (const part of [letters, 'wJalr', privateKey.slice(100, 130)])
        expect(found.join()).not.toContain(part);
    },
  );

  it('finds nothing in what the repository is full of', async () => {
    const text =
      'arn:aws:kms:eu-west-1:111122223333:key/abc cus_01m81ev08t1xq08ybzsgpkajrt goldspoke';
    expect(await findSecrets({ path: 'docs/x.md', text })).toEqual([]);
  });
});
