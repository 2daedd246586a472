import { describe, expect, it } from 'vitest';
import { isAllowedAddress } from '#functions/shared/is-allowed-address';

const domains = ['example.com', 'xn--exmple-cua.com'];

describe('isAllowedAddress', () => {
  it.each([
    'ada@example.com',
    'Ada.Lovelace@EXAMPLE.com',
    // The part before the @ is the mail server's matter: it ends in a mailbox of the domain.
    'ada+hub@example.com',
    "o'neil@example.com",
    'ada@xn--exmple-cua.com',
  ])('lets %s in', (address) => {
    expect(isAllowedAddress(address, domains)).toBe(true);
  });

  it.each([
    ['another domain', 'ada@example.org'],
    ['a subdomain', 'ada@mail.example.com'],
    ['a domain that only ends alike', 'ada@notexample.com'],
    ['a domain that only begins alike', 'ada@example.com.attacker.example'],
    ['a trailing dot', 'ada@example.com.'],
    ['a second @', 'ada@attacker.example@example.com'],
    ['a quoted @', '"ada@attacker.example"@example.com'],
    ['a display name', 'Ada <ada@example.com>'],
    ['two addresses', 'ada@attacker.example,ada@example.com'],
    ['a line break', 'ada@attacker.example\n@example.com'],
    ['a space', 'ada@example.com '],
    ['a route by percent', 'ada@attacker.example%@example.com'],
    ['a domain in Unicode', 'ada@exämple.com'],
    ['a Cyrillic a', 'ada@ex\u0430mple.com'],
    ['letters of full width', 'ada@\uff45xample.com'],
    ['nothing before the @', '@example.com'],
    ['a part before the @ that is too long', `${'a'.repeat(65)}@example.com`],
    ['no @', 'example.com'],
    ['nothing', ''],
    ['no address', undefined],
    ['something else', ['ada@example.com']],
  ])('keeps out %s', (_, address) => {
    expect(isAllowedAddress(address, domains)).toBe(false);
  });

  it('takes no letter outside ASCII for one within: the Kelvin sign is a k in lower case', () => {
    expect('\u212a'.toLowerCase()).toBe('k');
    expect(isAllowedAddress('ada@\u212aing.example', ['king.example'])).toBe(false);
  });

  it('lets nobody in where no domain is named', () => {
    expect(isAllowedAddress('ada@example.com', [])).toBe(false);
    expect(isAllowedAddress('ada@', [''])).toBe(false);
  });
});
