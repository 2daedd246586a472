import { tellEnds } from '#functions/consent-ends/tell-ends';
import { lookAtClocks } from '#functions/privacy-clocks/look-at-clocks';
import type { Services } from '#functions/shared/handle';
import { makeConsentEnds } from '#store/consent-ends';
import type { EmbeddedStore } from '#test/support/embedded-table';
import type { Measured } from './measure.ts';

const notCalled = () => Promise.reject(new Error('nothing is open, so no workflow is spoken to'));

/** What the clock's functions use each time, though nothing ended and nothing is open. */
export async function measureQuietLooks(
  { client, names, consents }: EmbeddedStore,
  services: Services,
  measured: Measured,
): Promise<void> {
  const remainingMs = () => 300_000;
  const { governance, measure, log } = services;
  let nowMs = Date.parse(services.clock());
  const lookForEnds = () =>
    tellEnds({
      ends: makeConsentEnds({ client, table: names.main }),
      standing: consents.standing,
      purpose: async (name) => (await governance.purposes.read(name))?.value,
      nowMs: () => nowMs,
      remainingMs,
      measure,
      log,
    });
  // The first look of a hub goes over a day.
  await lookForEnds();
  nowMs += 300_000;
  await measured('look: consents that ended, none', lookForEnds);
  const workflows = { startPrivacy: notCalled, goOn: notCalled };
  await measured('look: open privacy requests, none', () =>
    lookAtClocks({ ...services, workflows }, { remainingMs }),
  );
  await measured('look: packages and details that ended, none', async () => [
    await services.packages.destroyEnded(),
    await services.privacyRequests.destroyEndedDetails(),
  ]);
}
