import { describe, expect, it } from 'vitest';
import type { RequestRight } from '#core/privacy-request/privacy-request';
import { isEnough, proofNeeded } from '#core/privacy-request/proof-needed';

const needed = (
  rights: readonly RequestRight[],
  more: Partial<Parameters<typeof proofNeeded>[0]> = {},
) => proofNeeded({ rights, channel: 'person', isSensitive: false, ...more });

describe('proofNeeded', () => {
  it.each<[RequestRight, string, string]>([
    ['opt-out', 'none', 'none'],
    ['objection', 'none', 'none'],
    ['restriction', 'contact-point', 'contact-point'],
    ['rectification', 'contact-point', 'knowledge'],
    ['erasure', 'knowledge', 'knowledge'],
    ['access', 'knowledge', 'document'],
    ['portability', 'knowledge', 'document'],
  ])('of %s is %s, and %s where sensitive values are held', (right, usual, sensitive) => {
    expect(needed([right])).toBe(usual);
    expect(needed([right], { isSensitive: true })).toBe(sensitive);
  });

  it('of several rights is the most that one of them asks for', () => {
    expect(needed(['opt-out', 'erasure', 'restriction'])).toBe('knowledge');
  });

  it('of what an agent asks is the person’s own mailbox at least, an opt-out apart', () => {
    expect(needed(['objection'], { channel: 'agent' })).toBe('contact-point');
    expect(needed(['opt-out'], { channel: 'agent' })).toBe('none');
    expect(needed(['access'], { channel: 'agent' })).toBe('knowledge');
  });
});

describe('isEnough', () => {
  it('takes knowledge on top of an address, and never alone', () => {
    expect(isEnough('contact-point', ['contact-point'])).toBe(true);
    expect(isEnough('knowledge', ['contact-point'])).toBe(false);
    expect(isEnough('knowledge', ['knowledge'])).toBe(false);
    expect(isEnough('contact-point', ['knowledge'])).toBe(false);
    expect(isEnough('knowledge', ['contact-point', 'knowledge'])).toBe(true);
  });

  it('leaves a document to an officer, and takes whoever signed in as a whole', () => {
    expect(isEnough('document', ['contact-point', 'knowledge'])).toBe(false);
    expect(isEnough('document', ['session'])).toBe(true);
    expect(isEnough('contact-point', [])).toBe(false);
    expect(isEnough('none', [])).toBe(true);
  });
});
