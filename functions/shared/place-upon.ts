import type { ConsentProof } from '#core/consent/consent-proof';
import type { RestrictionEvent } from '#core/consent/restriction';
import type { StoredCustomer } from '#core/identity/change';
import type { Appended } from '#store/consents';
import type { Change } from '#store/ports';
import type { Services } from './handle.ts';
import { rootOf } from './record-consent.ts';
import { withRetry } from './retry.ts';

export interface Placement {
  /** The living customer upon whom it is placed; read again on every try. */
  readonly read: () => Promise<StoredCustomer>;
  readonly event: RestrictionEvent;
  readonly proof: ConsentProof;
  readonly change: Change;
}

/**
 * Appends a restriction, a hold or its end to the ledger, from the start again when another writer was
 * faster. Whatever way it came (a steward's call, a privacy request), this is how it is written.
 */
export const placeUpon = (
  { read, event, proof, change }: Placement,
  { consents }: Pick<Services, 'consents'>,
): Promise<Appended<RestrictionEvent>> =>
  withRetry(async () => consents.append(event, proof, rootOf(await read()), change));
