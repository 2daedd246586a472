import { mergedSince, splitSince } from './erasure-left.ts';
import type { PrivacyRequest, RequestRight } from './privacy-request.ts';

/** Data Rights Protocol 1.0, 3.02. The hub takes in at once and lets nothing run out: no `open`, no `expired`. */
export const drpStatuses = ['in_progress', 'fulfilled', 'revoked', 'denied'] as const;
export const drpReasons = [
  'need_user_verification',
  'suspected_fraud',
  'insuf_verification',
  'no_match',
  'claim_not_covered',
  'outside_jurisdiction',
  'too_many_requests',
  'other',
] as const;
export type DrpReason = (typeof drpReasons)[number];

/** How far a request is, in the protocol's words. */
export interface DrpStatus {
  readonly status: (typeof drpStatuses)[number];
  readonly reason?: DrpReason;
  /** For the person, in words. */
  readonly details?: string;
}

/**
 * Action of the protocol (3.01) → right. Specification and examples of it write some with a hyphen. An
 * opt-in to sale is a consent, which only the person gives: it is none.
 */
export const rightOfAction: Readonly<Record<string, RequestRight>> = {
  'sale:opt_out': 'opt-out',
  'sale:opt-out': 'opt-out',
  deletion: 'erasure',
  access: 'access',
  'access:categories': 'access',
  'access:specific': 'access',
};

/** Codes of the house beside the protocol's own, which count with hyphens, too. */
const reasonOfCode: Readonly<Record<string, DrpReason>> = {
  fraud: 'suspected_fraud',
  unverified: 'insuf_verification',
  'not-verified': 'insuf_verification',
  'not-found': 'no_match',
  exempt: 'claim_not_covered',
  'legal-obligation': 'claim_not_covered',
  excessive: 'too_many_requests',
};

/** Why an officer said no, by the code of the decision. */
export function drpReasonOf(code: string): DrpReason {
  const own = code.replaceAll('-', '_');
  const named = drpReasons.find((each) => each === own && each !== 'need_user_verification');
  return named ?? (Object.hasOwn(reasonOfCode, code) ? reasonOfCode[code] : undefined) ?? 'other';
}

/**
 * What an agent hears. Until somebody is verified it hears the same, whether the person is known here or
 * not.
 *
 * @param canVerify whether there is a page on which the person shows who he is
 */
export function drpStatusOf(
  { state, verification, work, decision }: PrivacyRequest,
  canVerify: boolean,
): DrpStatus {
  switch (state) {
    case 'received': {
      if (verification.needed === 'none') return { status: 'in_progress' };
      const details = 'Who asks is being verified.';
      return canVerify
        ? { status: 'in_progress', reason: 'need_user_verification', details }
        : { status: 'in_progress', details };
    }
    case 'verified':
    case 'in-progress':
      return { status: 'in_progress' };
    case 'fulfilled':
      return { status: 'fulfilled' };
    case 'partly-fulfilled':
      if (Object.values(work).every(({ state, code }) => state === 'refused' && isUnsure(code)))
        return denied('insuf_verification', 'It is not sure any more of whom it was asked.');
      return Object.values(work).every((each) => each.state === 'refused')
        ? denied('claim_not_covered', 'The law keeps what was asked for.')
        : { status: 'fulfilled', details: 'Done in part; the rest is kept as the law allows.' };
    case 'withdrawn':
      return { status: 'revoked' };
    case 'rejected':
      return denied(drpReasonOf(decision?.code ?? ''), 'The request was decided and refused.');
    case 'unverified':
      return denied('insuf_verification', 'Nobody showed in time who asks.');
    case 'duplicate':
      return denied('other', 'The request repeats one that is open.');
  }
}

/** Somebody was merged with the person, or taken apart from him, after it was shown who asks. */
const isUnsure = (code: string | undefined): boolean => code === mergedSince || code === splitSince;

const denied = (reason: DrpReason, details: string): DrpStatus => ({
  status: 'denied',
  reason,
  details,
});
