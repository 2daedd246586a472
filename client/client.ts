import type * as z from 'zod';
import type { contracts } from '#functions/manifest';
import type { Contract } from '#functions/shared/contract';
import { routes } from './routes.ts';

type Contracts = typeof contracts;
type Flat = { [C in keyof Contracts]: Contracts[C] }[keyof Contracts];
type Union<T> = (T extends unknown ? (each: T) => void : never) extends (all: infer A) => void
  ? A
  : never;
type Routes = Union<Flat>;
export type RouteName = keyof Routes & keyof typeof routes;

type ContractOf<N extends RouteName> = Routes[N] extends Contract ? Routes[N] : never;
type Input<T> = T extends z.ZodType ? z.input<T> : never;
type Part<Name extends string, T> = [T] extends [z.ZodType]
  ? { readonly [K in Name]: Input<T> }
  : unknown;
type Optional<Name extends string, T> = [T] extends [z.ZodType]
  ? { readonly [K in Name]?: Partial<Input<T>> }
  : unknown;
type PartOf<C, K extends string> = C extends { readonly [N in K]: infer T } ? T : undefined;

/** What a route takes: its path parameters, query and body, and the headers that matter. */
export type Request<N extends RouteName> = Part<'params', PartOf<ContractOf<N>, 'params'>> &
  Optional<'query', PartOf<ContractOf<N>, 'query'>> &
  Part<'body', PartOf<ContractOf<N>, 'body'>> & {
    readonly ifMatch?: string;
    readonly idempotencyKey?: string;
    /** For whom this is done: an opaque id of your own, told in the audit; no personal value. */
    readonly onBehalfOf?: string;
    readonly signal?: AbortSignal;
  };

export type Reply<N extends RouteName> = z.output<ContractOf<N>['response']>;

/** A refusal of the hub: RFC 9457, with the pointers of what was wrong. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  /** `/problems/<code>`; docs/refusals.md. */
  readonly type: string;
  readonly errors: readonly { pointer: string; rule: string; message: string }[];

  constructor(
    status: number,
    problem: { type?: string; title?: string; errors?: Problem['errors'] },
  ) {
    super(problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.type = problem.type ?? 'about:blank';
    this.errors = problem.errors ?? [];
  }
}

/**
 * Calls the hub by route name: `call('mergeCustomers', { params, body })`. Names, paths and types
 * come from the manifest. Throws `Problem` for every answer that is not a success.
 */
export const connect = (baseUrl: string, token: string, fetchWith: typeof fetch = fetch) =>
  async function call<N extends RouteName>(name: N, request: Request<N>): Promise<Reply<N>> {
    const [method, template] = routes[name];
    const { params, query, body, ifMatch, idempotencyKey, onBehalfOf, signal } = request as {
      params?: Record<string, string>;
      query?: Record<string, unknown>;
      body?: unknown;
      ifMatch?: string;
      idempotencyKey?: string;
      onBehalfOf?: string;
      signal?: AbortSignal;
    };
    const path = template.replaceAll(/\{(\w+)\}/g, (_, each) =>
      encodeURIComponent(params?.[each] ?? ''),
    );
    const url = new URL(`/v1${path}`, baseUrl);
    for (const [each, value] of Object.entries(query ?? {}))
      if (value !== undefined) url.searchParams.set(each, String(value));
    const response = await fetchWith(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        ...(onBehalfOf !== undefined && { 'x-on-behalf-of': onBehalfOf }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    const isPage = response.headers.get('content-type')?.startsWith('text/') === true;
    const answer: unknown = isPage
      ? await response.text()
      : await response.json().catch(() => ({}));
    if (!response.ok) throw new Problem(response.status, answer as object);
    return answer as Reply<N>;
  };
