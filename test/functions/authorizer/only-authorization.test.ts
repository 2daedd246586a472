import { describe, expect, it } from 'vitest';
import { onlyAuthorization } from '#functions/authorizer/only-authorization';

describe('the header with the token', () => {
  it.each(['authorization', 'Authorization'])('is found as %s', (name) => {
    const headers = { [name]: 'Bearer one' };
    expect(onlyAuthorization({ headers, multiValueHeaders: { [name]: ['Bearer one'] } })).toBe(
      'Bearer one',
    );
    expect(onlyAuthorization({ headers, multiValueHeaders: null })).toBe('Bearer one');
  });

  it('is none where it is sent twice', () => {
    const sent = { authorization: ['Bearer one', 'Bearer two'] };
    const headers = { authorization: 'Bearer two' };
    expect(onlyAuthorization({ headers, multiValueHeaders: sent })).toBeUndefined();
  });

  it('is none where it is not sent', () => {
    expect(onlyAuthorization({ headers: null, multiValueHeaders: null })).toBeUndefined();
  });
});
