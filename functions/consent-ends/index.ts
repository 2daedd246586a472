import type { Context } from 'aws-lambda';
import { log } from '#functions/shared/log';
import { measure } from '#functions/shared/measure';
import { observed } from '#functions/shared/observed';
import { makeConsentLedger } from '#store/make-consent-ledger';
import { tellEnds } from './tell-ends.ts';

let ledger: ReturnType<typeof makeConsentLedger> | undefined;

/** Called on a schedule. */
export const handler = observed((_event: unknown, context: Context) => {
  ledger ??= makeConsentLedger(process.env);
  const { ends, consents, governance } = ledger;
  return tellEnds({
    ends,
    standing: consents.standing,
    purpose: async (name) => (await governance().purposes.read(name))?.value,
    nowMs: Date.now,
    remainingMs: () => context.getRemainingTimeInMillis(),
    measure,
    log,
  });
});
