import type { StoredCustomer } from '#core/identity/change';
import { Refusal } from '#core/kernel/refusal';
import { readSchema } from './context.ts';
import type { Contract } from './contract.ts';
import type { Call, Services } from './handle.ts';
import { livingOf } from './living-of.ts';
import { isProofOf } from './proven-records.ts';

/**
 * A customer who calls for himself, with a session of the door (docs/me.md). A contract that is for him
 * says `permission: 'me'`: nobody else's token opens it, and his opens nothing else. His handler asks
 * `livingPerson(call, services)` whose data it is about, and takes no customer id from the request.
 * `call.actorId` is `person:` and the id that the session was opened for; it stands in the audit.
 */
export interface Person {
  /** For whom the session was opened; since then he may have been merged with another. */
  readonly customerId: string;
  /** Keyed token of a contact point that is shown to be his: the link was read there, or who signed him in vouches for it. */
  readonly pointToken?: string;
  /** Keyed token of the source record whose account he signed in to; absent where he came by a link. */
  readonly accountToken?: string;
  /** What the session is stored by; opens nothing. */
  readonly sessionHash: string;
}

export const actorOfPerson = (customerId: string): string => `person:${customerId}`;
export const isPerson = (actor: string): boolean => actor.startsWith('person:');

/** Who calls a contract of `permission: 'me'`; the wrapper let nobody else in. */
export function personOf({ caller }: Pick<Call<Contract>, 'caller'>): Person {
  if (caller.person === undefined) throw new Refusal('auth.forbidden');
  return caller.person;
}

/**
 * The calling customer as he is now, merges followed. A session of nobody is none, nor is one whose
 * address or account is another customer's by now, as after a split: `auth.unauthenticated`.
 */
export async function livingPerson(
  call: Pick<Call<Contract>, 'caller'>,
  services: Pick<Services, 'customers' | 'governance' | 'consents' | 'doorSessions'>,
): Promise<StoredCustomer> {
  const person = personOf(call);
  const stored = await livingOf(person.customerId, services);
  if (stored !== undefined) {
    const schema = await readSchema(services, stored.customer.schema);
    if (await isProofOf(person, stored.customer, schema, services)) return stored;
  }
  throw new Refusal('auth.unauthenticated', [], { 'www-authenticate': 'Bearer' });
}
