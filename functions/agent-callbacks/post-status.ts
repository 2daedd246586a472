import { lookup } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { addressFault } from '#core/kernel/safe-target';
import type { CallbackRule } from '#core/privacy-request/callback-fault';

export interface Posting {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** `undefined`: taken, with a 2xx. Else a code: `status-503`, `timeout`, `address` (of nobody outside), `unreachable`. */
export type PostFault = string | undefined;
export type PostStatus = (posting: Posting) => Promise<PostFault>;

type Resolve = (host: string) => Promise<readonly Address[]>;
interface Address {
  readonly address: string;
  readonly family: number;
}

interface PostOptions extends CallbackRule {
  readonly timeoutMs: number;
  /** How a name becomes addresses; as this machine does it unless told. */
  readonly resolve?: Resolve;
}

const resolveHere: Resolve = (host) => lookup(host, { all: true });
const notOutside = 'ERR_NOT_OUTSIDE';

/**
 * Posts JSON to an address that somebody else named and `callbackFault` let pass. Connects to the very
 * addresses that were looked at, so a name that points inside, now or a moment later, leads nowhere;
 * one inside among several is enough. Follows no redirect and reads nothing of the answer but its status.
 */
export const postStatusWith =
  ({ timeoutMs, isLoopbackAllowed, resolve = resolveHere }: PostOptions): PostStatus =>
  ({ url, body, headers }) =>
    new Promise((done) => {
      // Without TLS on this machine alone.
      const isPlain = isLoopbackAllowed && new URL(url).protocol === 'http:';
      const request = isPlain ? requestHttp : requestHttps;
      const signal = AbortSignal.timeout(timeoutMs);
      const asked = request(
        url,
        {
          method: 'POST',
          headers: {
            ...headers,
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
          },
          // Nothing is shared with another agent's calls.
          agent: false,
          lookup: lookupOutside(resolve, isLoopbackAllowed),
          signal,
        },
        ({ statusCode = 0 }) => {
          asked.destroy();
          done(statusCode >= 200 && statusCode < 300 ? undefined : `status-${statusCode}`);
        },
      );
      asked.on('error', (error) => {
        if (signal.aborted) done('timeout');
        else done('code' in error && error.code === notOutside ? 'address' : 'unreachable');
      });
      asked.end(body);
    });

const lookupOutside =
  (resolve: Resolve, isLoopbackAllowed: boolean): LookupFunction =>
  (host, { all }, answer) => {
    const isOutside = ({ address }: Address) =>
      addressFault(address) === undefined || (isLoopbackAllowed && isLoopback(address));
    resolve(host).then(
      (found) => {
        const [first] = found;
        if (first === undefined || !found.every(isOutside))
          answer(Object.assign(new Error('not outside'), { code: notOutside }), []);
        else if (all === true) answer(null, [...found]);
        else answer(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => answer(error, []),
    );
  };

const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');
