import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { consentProofType } from '#core/consent/consent-claims';
import { lensOfSpoke } from '#functions/shared/lens-of';
import { log } from '#functions/shared/log';
import { measure } from '#functions/shared/measure';
import { readConsentsNow } from '#functions/shared/told-consents';
import { makeConsents } from '#store/consents';
import { makeEvents } from '#store/events';
import { makeGovernance } from '#store/governance';
import type { KeyWrapper } from '#store/key-wrapper';
import { makeObjects } from '#store/objects';
import { makeProofKeys } from '#store/proof-keys';
import { makeProofs, proofSigner } from '#store/proofs';
import { makeQueue } from '#store/queue';
import { requiredSetting } from '#store/required-setting';
import { tableClient } from '#store/table-client';
import { makeVault } from '#store/vault';
import type { PublisherServices } from './services.ts';

export type PublisherServicesOf = (context: Partial<Context> | undefined) => PublisherServices;

// Where nobody says how much time there is, on this machine, there is enough.
const unlimitedMs = 3_600_000;

/** The real services of a warm function. Makes the clients, calls nobody. */
export function makePublisherServices(env: NodeJS.ProcessEnv): PublisherServicesOf {
  const shared = {
    ...tablesOf(env),
    ...makeEvents(env),
    ...makeObjects(env),
    ...makeQueue(env),
    wait: (ms: number) => sleep(ms),
    nowMs: Date.now,
    measure,
    log,
  };
  return (context) => ({
    ...shared,
    remainingMs: () => context?.getRemainingTimeInMillis?.() ?? unlimitedMs,
  });
}

/** Governance anew for each batch: a spoke registered a moment ago must hear of the next change. */
function tablesOf(
  env: NodeJS.ProcessEnv,
): Pick<PublisherServices, 'listeners' | 'consentsOf' | 'hub' | 'sign'> {
  const clock = () => new Date().toISOString();
  const parts = {
    client: tableClient(env.AWS_ENDPOINT_URL_DYNAMODB),
    tenant: env.TENANT ?? 'goldspoke',
    nowMs: Date.now,
  };
  const vault = makeVault({
    ...parts,
    table: requiredSetting(env, 'VAULT_TABLE_NAME'),
    wrapper: noKeys,
    clock,
  });
  const options = { ...parts, table: requiredSetting(env, 'TABLE_NAME'), vault };
  const consents = makeConsents(options);
  const proofs = makeProofs({
    signer: proofSigner(env),
    keys: makeProofKeys(options),
    hub: parts.tenant,
  });
  let governance = makeGovernance(options);
  return {
    listeners: async () => {
      governance = makeGovernance(options);
      const spokes = await governance.spokes();
      const listening = spokes
        .map(({ value }) => value)
        .filter(({ delivery }) => delivery?.events !== false);
      return Promise.all(
        listening.map(async (spoke) => {
          const lens = await lensOfSpoke(spoke, governance);
          const purpose =
            lens.purpose === undefined ? undefined : await governance.purposes.read(lens.purpose);
          return { name: spoke.name, lens, ...(purpose && { purpose: purpose.value }) };
        }),
      );
    },
    consentsOf: (customerId) => readConsentsNow(customerId, { consents, governance, clock }),
    hub: parts.tenant,
    sign: (claims) => proofs.sign(consentProofType, claims),
  };
}

const refuse = () => Promise.reject(new Error('the publisher opens nothing'));
const noKeys: KeyWrapper = { generate: refuse, unwrap: refuse };
