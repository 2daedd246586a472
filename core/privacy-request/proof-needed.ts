import type { Proof, RequestChannel, RequestRight, Verification } from './privacy-request.ts';

/** From least to most. */
const byStrength = ['none', 'contact-point', 'knowledge', 'document'] as const;
type Needed = Verification['needed'];

/**
 * What each right asks for, and what it asks for where sensitive values are held: as much as a wrong
 * person could do harm with it, and no more (EDPB Guidelines 01/2022, 3.3; 11 CCR § 7060).
 */
const proofs: Readonly<
  Record<RequestRight, { readonly usual: Needed; readonly sensitive: Needed }>
> = {
  // 11 CCR § 7060(b): an opt-out asks for no proof. An objection does no more.
  'opt-out': { usual: 'none', sensitive: 'none' },
  objection: { usual: 'none', sensitive: 'none' },
  // Nothing is told, nothing is lost.
  restriction: { usual: 'contact-point', sensitive: 'contact-point' },
  rectification: { usual: 'contact-point', sensitive: 'knowledge' },
  // It cannot be undone.
  erasure: { usual: 'knowledge', sensitive: 'knowledge' },
  // It tells everything.
  access: { usual: 'knowledge', sensitive: 'document' },
  portability: { usual: 'knowledge', sensitive: 'document' },
};

/**
 * What must be shown before a request is verified: the most that any of its rights asks for. What an
 * agent asks, the person confirms from an own mailbox; an opt-out apart.
 */
export function proofNeeded({
  rights,
  channel,
  isSensitive,
}: {
  readonly rights: readonly RequestRight[];
  readonly channel: RequestChannel;
  /** Whether anything sensitive is held, as `holdsSensitive` tells. */
  readonly isSensitive: boolean;
}): Needed {
  if (channel === 'retention') return 'none';
  const asked = rights.flatMap((right): Needed[] => [
    proofs[right][isSensitive ? 'sensitive' : 'usual'],
    ...(channel === 'agent' && right !== 'opt-out' ? (['contact-point'] as const) : []),
  ]);
  return byStrength.findLast((each) => asked.includes(each)) ?? 'none';
}

/**
 * Whether what was shown is enough. `knowledge` comes on top of a contact point; a document only an
 * officer judges. Who signed in, and is vouched for as a whole, has shown more than any of them.
 */
export function isEnough(needed: Needed, proved: readonly Proof[]): boolean {
  if (needed === 'none' || proved.includes('session')) return true;
  if (needed === 'document' || !proved.includes('contact-point')) return false;
  return needed === 'contact-point' || proved.includes('knowledge');
}
