import { describe, expect, it } from 'vitest';
import { openSignedMessage } from '#functions/drp/signed-message';
import { agentOfSeed, newAgent } from '#test/support/drp-agent';

/** RFC 8032, 7.1, TEST 1. */
const seed = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';

describe('a signed message', () => {
  const agent = newAgent('A');
  const text = agent.signed({ reason: 'none' });

  it('is opened with the key that signed it', () => {
    expect(openSignedMessage(text, agent.verifyKey)?.claims).toEqual({ reason: 'none' });
    expect(openSignedMessage(` ${text}\n`, agent.verifyKey)?.claims).toEqual({ reason: 'none' });
  });

  it('has the public key that RFC 8032 gives for its seed', () => {
    expect(Buffer.from(agentOfSeed('A', seed).verifyKey, 'base64').toString('hex')).toBe(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    );
  });

  it('is none once any byte of it is another', () => {
    const bytes = Buffer.from(text, 'base64');
    for (let at = 0; at < bytes.length; at += 1) {
      const other = Buffer.from(bytes);
      other[at] = (other[at] ?? 0) ^ 1;
      expect(openSignedMessage(other.toString('base64'), agent.verifyKey)).toBeUndefined();
    }
  });

  it('is none under a key of small order, for which everybody can sign', () => {
    const neutral = Buffer.alloc(32).fill(1, 0, 1);
    // By its equation good whatever the text, 0·B = 1 + k·1: OpenSSL refuses such keys, not every release of it does.
    const forged = Buffer.concat([neutral, Buffer.alloc(32), Buffer.from('{"reason":"mine"}')]);
    expect(
      openSignedMessage(forged.toString('base64'), neutral.toString('base64')),
    ).toBeUndefined();
  });

  it('is none with the other signature that says the same: S and the order of the group', () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const bytes = Buffer.from(text, 'base64');
    const s = BigInt(`0x${Buffer.from(bytes.subarray(32, 64)).reverse().toString('hex')}`) + order;
    const other = Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse();
    other.copy(bytes, 32);
    expect(openSignedMessage(bytes.toString('base64'), agent.verifyKey)).toBeUndefined();
  });

  it.each([
    ['nothing', ''],
    ['no Base64', '%%%'],
    ['too short', Buffer.alloc(64).toString('base64')],
    ['another key’s', newAgent('B').signed({ reason: 'none' })],
    ['no JSON', agent.signed('none')],
    ['JSON without a signature', JSON.stringify({ reason: 'none' })],
  ])('is none: %s', (_, other) => {
    expect(openSignedMessage(other, agent.verifyKey)).toBeUndefined();
  });
});
