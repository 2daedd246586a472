import type { EventDetails } from '#events/catalogue';
import { isAgreedTo } from '#functions/shared/consent-states';
import type { Listener } from './listener.ts';
import type { OutboxFact } from './outbox.ts';

export type ConsentStates = EventDetails['consent.changed.v1']['states'];

/** What a customer's ledger comes to while events are made. */
export interface ConsentsNow {
  /** The living customer. */
  readonly customerId: string;
  readonly schema: string;
  readonly states: ConsentStates;
}

/** Whose ledger has to be read before a fact can be told; nobody's for most. */
export function asksConsentsOf(
  fact: OutboxFact,
  listeners: readonly Listener[],
): string | undefined {
  if (fact.kind === 'consent') return fact.entry.customerId;
  if (fact.kind !== 'version') return undefined;
  const { type, customerId, schema } = fact.notice;
  if (type === 'removed') return undefined;
  const isNeeded = listeners.some(
    ({ lens }) => lens.needsConsent === true && (lens.schema ?? schema) === schema,
  );
  return isNeeded || type === 'merged' || type === 'split' ? customerId : undefined;
}

/** Whether the lens may show the customer at all, as far as consent goes. */
export const isAllowedBy = (
  { lens }: Pick<Listener, 'lens'>,
  consents: ConsentsNow | undefined,
): boolean => lens.needsConsent !== true || isAgreedTo(lens.purpose ?? '', consents?.states ?? []);

/**
 * The states that a spoke hears of; `undefined`: this is not told to it. Through a lens that needs
 * consent those of the lens's purpose, a no as well as a yes: who may go on must know, and who must stop.
 */
export function statesHeard(
  { lens }: Pick<Listener, 'lens'>,
  { schema, states }: ConsentsNow,
  purpose: string | undefined,
): ConsentStates | undefined {
  if (lens.schema !== undefined && lens.schema !== schema) return undefined;
  // A lens that is not there shows nothing.
  if (lens.attributes !== 'all' && lens.attributes.length === 0) return undefined;
  if (lens.needsConsent !== true) return states;
  const own = states.filter((each) => each.purpose === lens.purpose);
  return own.length === 0 || (purpose !== undefined && purpose !== lens.purpose) ? undefined : own;
}
