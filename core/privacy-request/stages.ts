import { isAnswered } from './advance.ts';
import { hasEnded, type PrivacyRequest } from './privacy-request.ts';

/** What a request waits for: who asks is verified, somebody decides, the spokes answer. */
export const stages = ['verification', 'decision', 'spokes'] as const;
export type Stage = (typeof stages)[number];

/** Whether the wait is over. */
export function isPast(stage: Stage, request: PrivacyRequest): boolean {
  if (hasEnded(request.state)) return true;
  switch (stage) {
    case 'verification':
      return request.state !== 'received';
    case 'decision':
      return request.state === 'in-progress';
    case 'spokes':
      return isAnswered(request);
  }
}
