import { describe, expect, it } from 'vitest';
import type { ConsentEvent } from '#core/consent/consent-event';
import { standingRefusal } from '#core/consent/standing-refusal';

const at = (minute: number) => `2026-03-01T10:0${minute}:00.000Z`;
const event = (
  customerId: string,
  kind: ConsentEvent['kind'],
  minute: number,
  contactPoint?: string,
): ConsentEvent => ({
  eventId: `con_${minute}`,
  customerId,
  kind,
  purpose: 'news',
  channels: ['email'],
  at: at(minute),
  recordedAt: at(minute),
  ...(contactPoint !== undefined && { contactPoint }),
});

describe('a refusal that is said again at one address', () => {
  const stands = event('cus_a', 'withdrawn', 1, 'here');
  const again = event('cus_a', 'withdrawn', 5, 'here');
  const standing = (...since: readonly ConsentEvent[]) =>
    standingRefusal([stands, ...since], again, ['cus_a'])?.eventId;

  it('adds nothing while nobody said yes there', () => {
    expect(standing()).toBe('con_1');
    expect(standing(event('cus_b', 'confirmed', 3, 'elsewhere'))).toBe('con_1');
    expect(standing(event('cus_b', 'given', 3))).toBe('con_1');
  });

  it('is a fresh act once anybody did, for it holds for whoever has the address', () => {
    expect(standing(event('cus_b', 'confirmed', 3, 'here'))).toBeUndefined();
  });
});
