import { createHash } from 'node:crypto';
import { consentClaims } from '#core/consent/consent-claims';
import { canonical } from '#core/kernel/canonical';
import type { EventDetails } from '#events/catalogue';
import type { EventDraft } from './build-events.ts';
import type { PublisherServices } from './services.ts';

/**
 * The same events, those about consents signed: one signature for all spokes that are told the same of
 * a fact. Throws where nobody signs, so that the fact comes again; an unsigned one is never told.
 */
export async function signConsents(
  drafts: readonly EventDraft[],
  { hub, sign }: Pick<PublisherServices, 'hub' | 'sign'>,
): Promise<readonly EventDraft[]> {
  const proofs = new Map<string, Promise<string>>();
  return Promise.all(
    drafts.map(async (draft) => {
      if (draft.type !== 'consent.changed.v1') return draft;
      const detail = draft.detail as EventDetails['consent.changed.v1'];
      const claims = consentClaims(detail, hub, sha256);
      const key = canonical(claims);
      const signing = proofs.get(key) ?? sign(claims);
      proofs.set(key, signing);
      return { ...draft, detail: { ...detail, proof: await signing } };
    }),
  );
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
