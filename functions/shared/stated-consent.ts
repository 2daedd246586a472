import type * as z from 'zod';
import type { ConsentEvent } from '#core/consent/consent-event';
import type { ConsentProof } from '#core/consent/consent-proof';
import { after } from '#core/consent/period';
import type { Purpose } from '#core/consent/purpose';
import type { Violation } from '#core/kernel/refusal';
import type { putConsent } from '#functions/consents/contract';
import type { Services } from './handle.ts';
import type { Said } from './record-consent.ts';
import { withoutAbsent } from './without-absent.ts';

/** One consent as a caller states it, by its own route or inside a source record. */
export type StatedConsent = z.output<typeof putConsent.body>;

/** What is wrong with it; pointers begin at the statement. `spoke`: the one that may be named, where only one may. */
export function violationsIn(
  stated: StatedConsent,
  purpose: Purpose,
  now: string,
  spoke: string | undefined,
): readonly Violation[] {
  const { channels = [], at, expiresAt, collection } = stated;
  const violations: Violation[] = [];
  const report = (pointer: string, rule: string, message: string) =>
    violations.push({ pointer, rule, message });
  for (const [index, channel] of channels.entries())
    if (!purpose.channels.includes(channel))
      report(`/channels/${index}`, 'purpose', 'is no channel of this purpose');
  if (isAhead(at, now)) report('/at', 'not-ahead', 'lies ahead of the hub’s clock');
  if (expiresAt !== undefined && expiresAt <= (at ?? now))
    report('/expiresAt', 'after', 'is not after the moment at which it was given');
  if (spoke !== undefined && collection.spoke !== undefined && collection.spoke !== spoke)
    report('/collection/spoke', 'own', 'is not the spoke that this token acts for');
  return violations;
}

/** What a clock may be wrong by. */
const mostAheadMs = 5 * 60_000;
export const isAhead = (at: string | undefined, now: string): boolean =>
  at !== undefined && Date.parse(at) - Date.parse(now) > mostAheadMs;

/** What it adds to the ledger, but for whom and at which contact point. */
export function saidIn(
  stated: StatedConsent,
  purpose: Purpose,
  now: string,
): Omit<Said, 'customerId' | 'contactPoint'> {
  const at = momentOf(stated.at, now);
  const expiresAt = endOf(stated, purpose, at);
  return {
    ...kindOf(stated),
    purpose: purpose.name,
    channels: channelsOf(stated, purpose),
    at,
    ...(expiresAt !== undefined && { expiresAt }),
    jurisdiction: stated.jurisdiction,
    ...(stated.forms !== undefined && { forms: stated.forms }),
  };
}

export const proofOf = (
  { collection, evidence }: StatedConsent,
  notice: ConsentProof['notice'],
  actor: string,
): ConsentProof => ({
  collection: withoutAbsent(collection),
  ...(notice !== undefined && { notice }),
  ...(evidence !== undefined && { evidence }),
  actor,
});

export const unknownNotice: Violation = {
  pointer: '/notice',
  rule: 'known',
  message: 'names a notice or version that does not exist',
};

/** The notice that was shown, with the hash of its text; `unknown` where there is none such. */
export async function shownNotice(
  { notice }: Pick<StatedConsent, 'notice'>,
  { governance }: Pick<Services, 'governance'>,
): Promise<ConsentProof['notice'] | 'unknown'> {
  if (notice === undefined) return undefined;
  const found = (await governance.notices.read(notice.id))?.value;
  if (found === undefined || notice.version > found.version) return 'unknown';
  const { id, version, language } = notice;
  const hash =
    language === undefined || version !== found.version ? undefined : found.texts[language]?.hash;
  return {
    id,
    version,
    ...(language !== undefined && { language }),
    ...(hash !== undefined && { hash }),
  };
}

/**
 * A clock that is ahead by less than clocks are wrong said now: else a no of the next minute would come
 * before a yes that was recorded before it.
 */
const momentOf = (at: string | undefined, now: string): string =>
  at === undefined || at > now ? now : at;

const kindOf = ({
  status,
  collection,
}: Pick<StatedConsent, 'status' | 'collection'>): Pick<ConsentEvent, 'kind' | 'status'> =>
  collection.method !== 'import' || status === 'confirmed' || status === 'parental'
    ? { kind: status }
    : { kind: 'imported', status };

/** Those that were stated, or all of the purpose; in one order, whatever order they were named in. */
export function channelsOf(
  { channels }: Pick<StatedConsent, 'channels'>,
  purpose: Pick<Purpose, 'channels'>,
): ConsentEvent['channels'] {
  const [one, ...others] = [...(channels ?? purpose.channels)].toSorted();
  // Contracts of consents and of purposes ask for one at least.
  if (one === undefined) throw new Error('a consent to no channel');
  return [one, ...others];
}

/** The end that was stated, or that of the purpose; of a yes only. */
function endOf(
  { status, expiresAt }: StatedConsent,
  { holdsFor }: Purpose,
  at: string,
): string | undefined {
  if (status !== 'given' && status !== 'parental') return undefined;
  return expiresAt ?? (holdsFor === undefined ? undefined : after(at, holdsFor));
}
