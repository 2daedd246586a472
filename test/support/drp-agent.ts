import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';

export interface TestAgent {
  readonly name: string;
  /** Raw, Base64. */
  readonly verifyKey: string;
  /** Base64 of signature and message, as libsodium makes it. */
  readonly signed: (message: object | string) => string;
}

const agentOf = (name: string, key: ReturnType<typeof createPrivateKey>): TestAgent => ({
  name,
  verifyKey: Buffer.from(String(key.export({ format: 'jwk' }).x), 'base64url').toString('base64'),
  signed: (message) => {
    const bytes = Buffer.from(typeof message === 'string' ? message : JSON.stringify(message));
    return Buffer.concat([sign(null, bytes, key), bytes]).toString('base64');
  },
});

/** An agent with a key of its own. */
export const newAgent = (name: string): TestAgent =>
  agentOf(name, generateKeyPairSync('ed25519').privateKey);

/** @param seed 32 bytes, hex */
export const agentOfSeed = (name: string, seed: string): TestAgent =>
  agentOf(
    name,
    createPrivateKey({
      // RFC 8410: what stands before the seed.
      key: Buffer.concat([
        Buffer.from('302e020100300506032b657004220420', 'hex'),
        Buffer.from(seed, 'hex'),
      ]),
      format: 'der',
      type: 'pkcs8',
    }),
  );

/** What stands on every message: said a second ago, good for ten minutes. */
export const envelopeOf = (agent: { readonly name: string }, nowMs = Date.now()) => ({
  'agent-id': agent.name,
  'business-id': 'EXAMPLE_SHOP',
  'issued-at': new Date(nowMs - 1000).toISOString(),
  'expires-at': new Date(nowMs + 600_000).toISOString(),
  'drp.version': '1.0',
});
