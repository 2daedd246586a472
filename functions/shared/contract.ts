import type * as z from 'zod';
import type { Permission } from '#core/access/roles';
import type { RefusalCode } from '#core/kernel/refusal';

/** A route as data. The API, the local server, OpenAPI, the client and the permission tests all read it. */
export interface Contract {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/v1`, parameters in braces: `/customers/{customerId}/merge`. */
  readonly path: string;
  /** One sentence for the reference. */
  readonly summary: string;
  /** `null`: no authentication (health, the OpenAPI document). `me`: a customer's own session, and no other token. */
  readonly permission: Permission | 'me' | null;
  /** It concerns all customers: the permission must be held at the root. */
  readonly everywhere?: true;
  /** Its spoke may be one that does not exist yet: the handler decides where it is to belong. */
  readonly mayBeNew?: true;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** The body is an HTML form's, urlencoded or multipart, in place of JSON; it may be left out. */
  readonly form?: true;
  /** The body is a text of `text/plain`, in place of JSON. */
  readonly text?: true;
  /** Headers that its handler reads, in lower case. */
  readonly headers?: readonly string[];
  readonly response: z.ZodType;
  /** JSON unless told. An answer of another type is a text, and its handler names the type. */
  readonly mediaTypes?: readonly string[];
  /** Of the answer when all is well; 200 unless told. */
  readonly status?: 200 | 201 | 202 | 204;
  /** 201 when it came to be by this call, 200 when it was there already. */
  readonly creates?: true;
  /** `required`: 428 without `If-Match`. `optional`: compared when given. */
  readonly ifMatch?: 'required' | 'optional';
  /** Largest body in bytes; 256 KiB unless told. */
  readonly maxBodyBytes?: number;
  /** Of a POST: it changes nothing, so a repeat is answered anew and heeds no Idempotency-Key. */
  readonly isRead?: true;
  /** Members of the answer that are never stored: a repeat under the same Idempotency-Key comes without them. */
  readonly secrets?: readonly string[];
  readonly refusals: readonly RefusalCode[];
  /** By status, what is answered in place of a refusal's body: a page, an error of another protocol. */
  readonly ownAnswers?: Readonly<Record<number, OwnAnswer>>;
}

export interface OwnAnswer {
  readonly says: string;
  readonly mediaType: string;
  readonly body: z.ZodType;
}

/** Whether a repeat under the same Idempotency-Key gets the first answer. Of nobody known nobody can say whose key it is. */
export const heedsRepeats = ({
  method,
  permission,
  isRead,
}: Pick<Contract, 'method' | 'permission' | 'isRead'>): boolean =>
  method === 'POST' && permission !== null && isRead !== true;
