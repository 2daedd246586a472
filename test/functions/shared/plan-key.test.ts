import { describe, expect, it } from 'vitest';
import { planKeyOf, usageIdentifier } from '#functions/shared/plan-key';

const env = { TENANT: 'goldspoke', USAGE_PLANS: 'default,pos' };

describe('the plan that a caller’s requests count against', () => {
  it('is the one of its spoke', () => {
    expect(usageIdentifier('pos', env).usageIdentifierKey).toBe(planKeyOf('goldspoke', 'pos'));
  });

  it('is the default one for a spoke without its own, and for a caller without a spoke', () => {
    const theDefault = planKeyOf('goldspoke', 'default');
    expect(usageIdentifier('web', env).usageIdentifierKey).toBe(theDefault);
    expect(usageIdentifier(undefined, env).usageIdentifierKey).toBe(theDefault);
  });

  it('is none where there are no plans', () => {
    expect(usageIdentifier('pos', { TENANT: 'goldspoke' })).toEqual({});
  });

  it('has a key as API Gateway takes it, another one in each deployment', () => {
    expect(planKeyOf('goldspoke', 'default')).toMatch(/^[0-9A-Za-z]{20,128}$/);
    expect(planKeyOf('other', 'default')).not.toBe(planKeyOf('goldspoke', 'default'));
  });
});
