import { isDeepStrictEqual } from 'node:util';
import type {
  ConsentChange,
  ConsentRehearsal,
  RestsOn,
} from '#core/consent-rehearsal/consent-rehearsal';
import { hasEnded } from '#core/consent-rehearsal/consent-rehearsal';
import { Refusal } from '#core/kernel/refusal';
import { type Putting, putNotice, putPurpose, putSignOffs } from '#functions/consents/put-governed';
import type { Handle, Services } from '#functions/shared/handle';
import type { activateConsentRehearsal, cancelConsentRehearsal } from './contract.ts';
import { findRehearsal, namesIn, rehearsalView } from './find-rehearsal.ts';
import { standingOf, typeOf } from './rests-on.ts';

/** Its steps see it before their next chunk and do nothing more; the workflow then ends it. */
export const handleCancelConsentRehearsal: Handle<typeof cancelConsentRehearsal> = async (
  { params: { runId }, actorId, correlationId },
  services,
) => {
  const run = await findRehearsal(runId, services);
  if (hasEnded(run.state)) throw new Refusal('consent-rehearsal.ended');
  const asked = await services.consentRehearsals.move(runId, ['running'], 'cancelling', {
    actor: actorId,
    action: 'consent-rehearsal.cancel',
    correlationId,
    at: services.clock(),
  });
  services.log('consent rehearsal cancelled', { runId });
  return rehearsalView(asked ?? run);
};

/**
 * Puts what was rehearsed, by the functions that the routes of purposes, notices and rules put by.
 * Refuses `consent-rehearsal.stale` where anything that the answers rest on is not as it was. A call that
 * died between the put and its note finds that put, and only notes it.
 */
export const handleActivateConsentRehearsal: Handle<typeof activateConsentRehearsal> = async (
  { params: { runId }, actorId, correlationId },
  services,
) => {
  const run = await findRehearsal(runId, services);
  if (run.state === 'activated') return rehearsalView(run);
  const { restsOn, result, change } = run;
  if (run.state !== 'finished' || restsOn === undefined || result === undefined)
    throw new Refusal('consent-rehearsal.not-finished');
  const at = services.clock();
  const by = { actor: actorId, correlationId, at };
  const { restsOn: now, isPut } = await standingOf(change, services);
  if (isDeepStrictEqual(now, restsOn))
    await put(change, restsOn, { ...by, rehearsed: inWords(run) }, services);
  else if (!isPut || !isDeepStrictEqual(beside(change, now), beside(change, restsOn)))
    throw new Refusal('consent-rehearsal.stale');
  const activated = await services.consentRehearsals.move(
    runId,
    ['finished'],
    'activated',
    { ...by, action: 'consent-rehearsal.activate' },
    { activatedAt: at },
  );
  services.log('consent rehearsal activated', { runId, names: namesIn(change) });
  return rehearsalView(activated ?? run);
};

/** What the audit entry of the purpose, notice or rule says. */
const inWords = ({ runId, result }: ConsentRehearsal): string =>
  `Rehearsed as ${runId}: of ${result?.customers} customers, ${result?.gains} answers become yes and ${result?.loses} become no.`;

async function put(
  change: ConsentChange,
  { governed }: RestsOn,
  by: Putting,
  services: Pick<Services, 'governance'>,
): Promise<void> {
  const expected = <T extends { readonly name: string }>(value: T) => ({
    value,
    ifRevision: governed[`${typeOf[change.kind]}:${value.name}`] ?? 0,
  });
  try {
    switch (change.kind) {
      case 'purpose':
        await putPurpose(expected(change.purpose), by, services);
        return;
      case 'notice':
        await putNotice(expected(change.notice), by, services);
        return;
      case 'sign-offs':
        await putSignOffs(change.signOffs.map(expected), by, services);
        return;
    }
  } catch (error) {
    if (error instanceof Refusal && error.code === 'precondition.failed')
      throw new Refusal('consent-rehearsal.stale');
    throw error;
  }
}

/** All that the answers rest on, beside what is changed itself. */
const beside = (change: ConsentChange, { governed, ...rest }: RestsOn): RestsOn => {
  const changed = new Set(namesIn(change).map((name) => `${typeOf[change.kind]}:${name}`));
  const others = Object.entries(governed).filter(([object]) => !changed.has(object));
  return { ...rest, governed: Object.fromEntries(others) };
};
