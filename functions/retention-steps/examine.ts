import { holdsAt } from '#core/consent/restriction';
import type { StoredCustomer } from '#core/identity/change';
import type { Instant } from '#core/kernel/types';
import { type Blocked, blockedBy } from '#core/privacy-request/blocked-by';
import { attributesRunOut, type RunOutAttribute } from '#core/privacy-retention/attributes-run-out';
import { retentionOf } from '#core/privacy-retention/retention-of';
import { readSchema } from '#functions/shared/context';
import type { Services } from '#functions/shared/handle';
import { membersOf } from '#functions/shared/record-consent';
import type { Ledger } from '#store/consents';

/** What of a customer nothing keeps any more: all, or some attributes; `blocked`: those that a hold keeps. */
export interface RunOut {
  readonly whole?: { readonly purpose: string; readonly since: Instant };
  readonly attributes: readonly RunOutAttribute[];
  readonly blocked?: Blocked;
}

/** By what is governed at this moment: a run that goes on for hours heeds a purpose that was changed meanwhile. */
export async function examine(
  stored: StoredCustomer,
  ledger: Ledger,
  services: Pick<Services, 'governance' | 'clock'>,
): Promise<RunOut> {
  const at = services.clock();
  const { customer } = stored;
  const members = membersOf(stored);
  const purposes = (await services.governance.purposes.list()).map(({ value }) => value);
  const recordsAt = customer.members.flatMap(({ records }) =>
    records.map(({ updatedAt }) => updatedAt),
  );
  const facts = { ...ledger, members, recordsAt };
  const state = retentionOf(purposes, facts, at);
  if (!state.isKept) return { whole: { purpose: state.by, since: state.since }, attributes: [] };
  const schema = await readSchema(services, customer.schema);
  const attributes = attributesRunOut(schema, customer, facts, at);
  const holds = holdsAt(ledger.restrictions, { members, knownAt: at, at });
  const names = attributes.map(({ attribute }) => attribute);
  const blocked = names.length === 0 ? undefined : blockedBy(holds, names);
  return { attributes, ...(blocked !== undefined && { blocked }) };
}
