/** What RFC 5321 lets stand before the `@` without quotes, and a domain in ASCII. */
const plainAddress = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@([A-Za-z0-9.-]{1,253})$/;

/**
 * Whether an e-mail address lies in one of the domains, given in lower case and ASCII. A subdomain
 * is another domain, an internationalised one counts in its `xn--` form only, and no domain at all
 * allows nobody.
 */
export function isAllowedAddress(address: unknown, domains: readonly string[]): boolean {
  // ASCII first: there are letters outside it whose lower case lies within.
  const domain = typeof address === 'string' ? plainAddress.exec(address)?.[1] : undefined;
  return domain !== undefined && domains.includes(domain.toLowerCase());
}
