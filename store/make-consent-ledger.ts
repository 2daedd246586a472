import { type ConsentEnds, makeConsentEnds } from './consent-ends.ts';
import { type Consents, makeConsents } from './consents.ts';
import { makeGovernance } from './governance.ts';
import type { KeyWrapper } from './key-wrapper.ts';
import type { StoreEnvironment } from './make-store.ts';
import type { Governance } from './ports.ts';
import { requiredSetting } from './required-setting.ts';
import { tableClient } from './table-client.ts';
import { makeVault } from './vault.ts';

export interface ConsentLedger {
  readonly ends: ConsentEnds;
  /** What of it needs a key throws. */
  readonly consents: Consents;
  /** Anew with each call: nothing of it is held. */
  readonly governance: () => Governance;
}

/** What a function without any key works with. Makes the client, calls nobody. */
export function makeConsentLedger(env: StoreEnvironment): ConsentLedger {
  const client = tableClient(env.AWS_ENDPOINT_URL_DYNAMODB);
  const parts = { client, tenant: env.TENANT ?? 'goldspoke', nowMs: Date.now };
  const vault = makeVault({
    ...parts,
    table: requiredSetting(env, 'VAULT_TABLE_NAME'),
    wrapper: noKeys,
    clock: () => new Date().toISOString(),
  });
  const options = { ...parts, table: requiredSetting(env, 'TABLE_NAME'), vault };
  return {
    ends: makeConsentEnds(options),
    consents: makeConsents(options),
    governance: () => makeGovernance(options),
  };
}

const refuse = () => Promise.reject(new Error('this function opens nothing'));
const noKeys: KeyWrapper = { generate: refuse, unwrap: refuse };
