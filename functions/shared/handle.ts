import type * as z from 'zod';
import type { Grant } from '#core/access/grant';
import type { Store } from '#store/make-store';
import type { Access } from './access.ts';
import type { Contract } from './contract.ts';
import type { Measure } from './measure.ts';
import type { Person } from './person.ts';

/** Everything a handler may touch. A test passes its own clock, ids and embedded table. */
export interface Services extends Store {
  /** Now, as an instant. */
  readonly clock: () => string;
  /** `newId('cus')` → `cus_` and a ULID in lower case. */
  readonly newId: (
    prefix: 'cus' | 'tsk' | 'tok' | 'imp' | 'run' | 'con' | 'rst' | 'gls' | 'lnk' | 'ltr' | 'req',
  ) => string;
  readonly measure: Measure;
  /** One message per fact; ids and counts only. */
  readonly log: (message: string, facts?: Readonly<Record<string, unknown>>) => void;
}

/** Who calls, as the authorizer found. */
export interface Caller {
  readonly actorId: string;
  readonly grants: readonly Grant[];
  /** The one spoke that this token may write for. */
  readonly spoke?: string;
  /** With any, attributes are read for these purposes only. */
  readonly purposes?: readonly string[];
  /** The customer who calls for himself; such a caller has no grants. */
  readonly person?: Person;
}

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined;

export interface Call<C extends Contract> {
  readonly params: Parsed<C['params']>;
  readonly query: Parsed<C['query']>;
  readonly body: Parsed<C['body']>;
  /** Those that the contract names, where they were sent. */
  readonly headers: Readonly<Partial<Record<string, string>>>;
  readonly caller: Caller;
  readonly actorId: string;
  /** What the caller may do, thing by thing. The route's permission is held somewhere; where, this tells. */
  readonly access: Access;
  readonly correlationId: string;
  /** From `If-Match`: a revision. */
  readonly ifRevision: number | undefined;
}

/** An answer that needs more than a body. */
export class Answer<B> {
  readonly body: B;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: B, more: { status?: number; headers?: Readonly<Record<string, string>> } = {}) {
    this.body = body;
    this.status = more.status;
    this.headers = more.headers ?? {};
  }
}

/** Read, decide, commit, answer. What was parsed, authorised and made idempotent before stands in `call`. */
export type Handle<C extends Contract> = (
  call: Call<C>,
  services: Services,
) => Promise<z.input<C['response']> | Answer<z.input<C['response']>>>;
