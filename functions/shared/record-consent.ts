import type { ConsentEvent } from '#core/consent/consent-event';
import type { ConsentProof } from '#core/consent/consent-proof';
import type { StoredCustomer } from '#core/identity/change';
import type { Ledger, LedgerEntry, LedgerRoot } from '#store/consents';
import type { Services } from './handle.ts';
import { withRetry } from './retry.ts';

/** What a person said, before the hub gave it an id. */
export type Said = Omit<ConsentEvent, 'eventId' | 'recordedAt' | 'decidedFor'>;

export interface ConsentToRecord {
  /** The living customer of whom it is said; read again on every try. */
  readonly read: () => Promise<StoredCustomer>;
  /** Of the one address or number that it is about: its token. */
  readonly contactPoint: (stored: StoredCustomer) => Promise<string | undefined>;
  /** An entry that stands and says it already, so that nothing is added. */
  readonly known: (
    said: Said,
    ledger: Ledger,
    members: readonly string[],
  ) => ConsentEvent | undefined;
  readonly said: Omit<Said, 'contactPoint'>;
  readonly proof: ConsentProof;
  readonly correlationId: string;
  /** When the hub was told. */
  readonly at: string;
}

/** What became of it: the entry that says it now, and the ledger with it. */
export interface RecordedConsent {
  readonly stored: StoredCustomer;
  readonly members: readonly string[];
  readonly contactPoint: string | undefined;
  readonly ledger: Ledger;
  readonly event: ConsentEvent;
  /** Absent where nothing was added. */
  readonly entry?: LedgerEntry;
}

export const membersOf = ({ customer }: StoredCustomer): readonly string[] =>
  customer.members.map(({ customerId }) => customerId);

/**
 * Adds what a person said to the ledger, with its audit entry; from the start again when another
 * writer was faster. Whatever way it came (a spoke's call, a link, a signal, the person's own door),
 * this is how it is written: for the constituent that it names, decided for all who are one with it.
 */
export const recordConsent = (
  { read, contactPoint, known, said, proof, correlationId, at }: ConsentToRecord,
  services: Pick<Services, 'consents' | 'newId' | 'clock'>,
): Promise<RecordedConsent> =>
  withRetry(async () => {
    const stored = await read();
    const members = membersOf(stored);
    const point = await contactPoint(stored);
    const ledger = await services.consents.read(members, point);
    const whole: Said = { ...said, ...(point !== undefined && { contactPoint: point }) };
    const common = { stored, members, contactPoint: point };
    const before = known(whole, ledger, members);
    if (before !== undefined) return { ...common, ledger, event: before };
    const event: ConsentEvent = {
      ...whole,
      eventId: services.newId('con'),
      recordedAt: services.clock(),
      ...(members.length > 1 && { decidedFor: members }),
    };
    const change = { actor: proof.actor, action: `consent.${said.kind}`, correlationId, at };
    const entry = await services.consents.append(event, proof, rootOf(stored), change);
    return {
      ...common,
      ledger: { ...ledger, consents: [...ledger.consents, event] },
      event,
      entry,
    };
  });

/** The customer as it was read: whoever changed it since, the entry is decided for anew. */
export const rootOf = ({ customer, revision }: StoredCustomer): LedgerRoot => ({
  customerId: customer.customerId,
  revision,
});
