import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressFault, targetFault } from '#core/kernel/safe-target';

describe('a target', () => {
  it.each([
    'https://erp.example.com/customers',
    'https://erp.example.com:443/customers?from=hub',
    'https://zoë.example.com/',
    'https://8.8.8.8/',
    'https://[2606:4700::1111]/',
    'https://localhost.example.com/',
    'https://a.example.com./',
  ])('may be %s', (url) => {
    expect(targetFault(url)).toBeUndefined();
  });

  it.each([
    ['no TLS', 'http://erp.example.com/', 'must begin with https://'],
    ['a file', 'file:///etc/passwd', 'must begin with https://'],
    ['a script', 'javascript:alert(1)', 'must begin with https://'],
    ['no URL', 'erp.example.com', 'must be a URL'],
    ['a user', 'https://user@erp.example.com/', 'must name no user'],
    ['a password', 'https://:secret@erp.example.com/', 'must name no user'],
    ['an empty user', 'https://@erp.example.com/', 'must name no user'],
    ['a host that looks like another', 'https://erp.example.com@10.0.0.1/', 'must name no user'],
    ['another port', 'https://erp.example.com:6379/', 'must use the port of https'],
    ['a fragment', 'https://erp.example.com/#x', 'must have no fragment'],
    ['a line break', 'https://erp.example.com/\r\nhost: x', /white space/],
    ['a backslash', 'https://erp.example.com\\@10.0.0.1/', /backslash/],
    ['a name of this machine', 'https://localhost/', /public host name/],
    ['a name below it', 'https://a.localhost./', /public host name/],
    ['a name of AWS within', 'https://instance-data.ec2.internal/', /public host name/],
    ['a name of one word', 'https://metadata/', /public host name/],
    ['a name of the local network', 'https://printer.local/', /public host name/],
    ['a star', 'https://*.example.com/', /host name/],
    ['2,049 characters', `https://erp.example.com/${'x'.repeat(2025)}`, /2048/],
  ])('has not %s', (_, url, fault) => {
    expect(targetFault(url)).toMatch(fault);
  });

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.0.1',
    '100.64.0.1',
    // Credentials of an instance, of a container's task, and the time service.
    '169.254.169.254',
    '169.254.170.2',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '198.18.0.1',
    '192.0.2.1',
    // One machine, in other spellings.
    '127.1',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '2130706433',
    '0xA9FEA9FE',
    '[::1]',
    '[::]',
    '[::ffff:10.0.0.1]',
    '[::ffff:a9fe:a9fe]',
    '[64:ff9b::a9fe:a9fe]',
    '[2002:a9fe:a9fe::1]',
    '[fd00:ec2::254]',
    '[fe80::1]',
    '[ff02::1]',
    '[2001:db8::1]',
  ])('is not at %s', (host) => {
    expect(targetFault(`https://${host}/`)).toBe('must be a public address');
  });

  it('is at no address of a range that is not public, however it is written', () => {
    const inside = fc.constantFrom(
      [127, 8],
      [10, 8],
      [2886729728 / 2 ** 24, 12],
      [169.9921875, 16],
    );
    const address = fc
      .tuple(inside, fc.nat(2 ** 16 - 1))
      .map(([[first = 0], low]) => Math.floor(first * 2 ** 24) + low);
    const spelling = fc.constantFrom(
      (n: number) => String(n),
      (n: number) => `0x${n.toString(16)}`,
      (n: number) => [24, 16, 8, 0].map((at) => Math.floor(n / 2 ** at) % 256).join('.'),
      (n: number) =>
        `[::ffff:${Math.floor(n / 2 ** 16).toString(16)}:${(n % 2 ** 16).toString(16)}]`,
    );
    fc.assert(
      fc.property(address, spelling, (n, write) => {
        expect(targetFault(`https://${write(n)}/`)).toBe('must be a public address');
      }),
    );
  });

  it('never throws, and quotes nothing of what it refuses', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 12 }), (text) => {
        const fault = targetFault(text) ?? '';
        expect(fault).not.toContain(text);
      }),
    );
  });
});

describe('an address to connect to', () => {
  it('is public, or refused; a name is none', () => {
    expect(addressFault('8.8.8.8')).toBeUndefined();
    expect(addressFault('169.254.169.254')).toBe('must be a public address');
    expect(addressFault('erp.example.com')).toBe('must be an IP address');
  });
});
