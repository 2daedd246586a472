import { couldBeAllowed } from '#core/consent/could-be-allowed';
import { isAgreedTo } from '#functions/shared/consent-states';
import type { ConsentStates, ConsentsNow } from '#functions/shared/told-consents';
import type { Listener } from './listener.ts';
import type { OutboxFact } from './outbox.ts';

/** Whose ledger has to be read before a fact can be told; nobody's for most. */
export function asksConsentsOf(
  fact: OutboxFact,
  listeners: readonly Listener[],
): string | undefined {
  if (fact.kind === 'consent' || fact.kind === 'restriction') return fact.entry.customerId;
  if (fact.kind === 'end') return fact.end.customerId;
  if (fact.kind !== 'version') return undefined;
  const { type, customerId, schema } = fact.notice;
  if (type === 'removed') return undefined;
  const isNeeded = listeners.some(
    ({ lens }) => lens.purpose !== undefined && (lens.schema ?? schema) === schema,
  );
  return isNeeded || type === 'merged' || type === 'split' ? customerId : undefined;
}

/**
 * Whether the lens may show anything of the customer, as far as the clear part of the ledger tells. The
 * publisher has no keys: where an age or a place decides, a spoke hears which attributes changed, and
 * its read says whether it may have them.
 */
export function isAllowedBy(
  { lens, purpose }: Pick<Listener, 'lens' | 'purpose'>,
  consents: ConsentsNow | undefined,
): boolean {
  if (lens.purpose === undefined) return true;
  if (consents === undefined) return false;
  const isRestricted = consents.restriction?.isRestricted === true;
  if (lens.needsConsent === true) return !isRestricted && isAgreedTo(lens.purpose, consents.states);
  return purpose !== undefined && couldBeAllowed(purpose, consents.states, isRestricted);
}

/** Whether the spoke hears of customers of this schema at all; through a lens that is not there it does not. */
export const hearsOf = ({ lens }: Pick<Listener, 'lens'>, schema: string): boolean =>
  (lens.schema ?? schema) === schema && (lens.attributes === 'all' || lens.attributes.length > 0);

/** The one purpose that a spoke hears of: that of a lens that needs consent; undefined: of all. */
export const purposeHeard = ({ lens }: Pick<Listener, 'lens'>): string | undefined =>
  lens.needsConsent === true ? (lens.purpose ?? '') : undefined;

/** Whether a spoke hears of an entry about this purpose, or about none. */
export const hearsEntry = (
  listener: Pick<Listener, 'lens'>,
  purpose: string | undefined,
): boolean => {
  const heard = purposeHeard(listener);
  return heard === undefined || heard === purpose;
};

/**
 * The states that a spoke hears of; `undefined`: it hears nothing of this customer. Through a lens that
 * needs consent those of the lens's purpose, a no as well as a yes: who may go on must know, and who
 * must stop.
 */
export function statesHeard(
  listener: Pick<Listener, 'lens'>,
  { schema, states }: Pick<ConsentsNow, 'schema' | 'states'>,
): ConsentStates | undefined {
  if (!hearsOf(listener, schema)) return undefined;
  const purpose = purposeHeard(listener);
  if (purpose === undefined) return states;
  const own = states.filter((each) => each.purpose === purpose);
  return own.length === 0 ? undefined : own;
}
