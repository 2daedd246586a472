import ipaddr from 'ipaddr.js';

/** A label of a name as DNS has them, after the URL parser put it into lower case and Punycode. */
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** Names that stay within a machine, a network or a VPC: RFC 6761, RFC 6762, RFC 8375, RFC 9476, and AWS's own. */
const innerDomains = [
  'localhost',
  'local',
  'internal',
  'home.arpa',
  'arpa',
  'test',
  'invalid',
  'alt',
  'onion',
];
const longestUrl = 2048;

/**
 * Why nobody in the hub's name may be sent to this URL, in words that do not quote it; `undefined`
 * when it may be a target. A target is `https` on port 443, names no user, and its host is a public name
 * or a public address: not loopback, private, link-local (where clouds keep their credentials), shared,
 * multicast, reserved, nor an IPv6 form that wraps an IPv4 address. Every spelling of an address that a
 * URL parser understands (`0x7f.1`, `2130706433`, `[::ffff:10.0.0.1]`) is the same address here.
 *
 * It looks at what is written and asks no name server. Whoever connects by itself must ask
 * `addressFault` about the address that it connects to, or a name may be made to point inside later.
 */
export function targetFault(url: string): string | undefined {
  if (url.length > longestUrl) return `must have at most ${longestUrl} characters`;
  if (!URL.canParse(url)) return 'must be a URL';
  // A parser drops tabs and line breaks, and takes a backslash for a slash: two readers, two hosts.
  if (/[\s\\]/.test(url) || hasControl(url))
    return 'must have no white space, backslash or control character';
  const { protocol, username, password, port, hostname, hash } = new URL(url);
  if (protocol !== 'https:') return 'must begin with https://';
  // Not by `username` alone: of `https://@host` nothing is left of the user.
  if (username !== '' || password !== '' || /^[^/]*\/\/[^/?#]*@/.test(url))
    return 'must name no user';
  if (port !== '') return 'must use the port of https';
  if (hash !== '') return 'must have no fragment';
  return hostFault(hostname);
}

/** Why this address, of version 4 or 6, is none of the public Internet; `undefined` when it is. */
export function addressFault(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return 'must be an IP address';
  return ipaddr.parse(address).range() === 'unicast' ? undefined : 'must be a public address';
}

function hostFault(hostname: string): string | undefined {
  if (hostname.startsWith('[')) return addressFault(hostname.slice(1, -1));
  if (ipaddr.IPv4.isValid(hostname)) return addressFault(hostname);
  const labels = hostname.replace(/\.$/, '').split('.');
  if (!labels.every((each) => label.test(each))) return 'must have a host name';
  const isInner = innerDomains.some((domain) => `.${labels.join('.')}`.endsWith(`.${domain}`));
  return labels.length < 2 || isInner ? 'must have a public host name' : undefined;
}

const hasControl = (text: string): boolean => /\p{Cc}/u.test(text);
