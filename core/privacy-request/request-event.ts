import type { Instant } from '#core/kernel/types';
import type { Reminder } from '#core/privacy-clock/reminders-of';
import type {
  Order,
  OrderAnswer,
  PrivacyRequest,
  Proof,
  RequestRight,
  Verification,
  Work,
} from './privacy-request.ts';

/** What happens to a request. */
export type RequestEvent =
  | {
      readonly type: 'identify';
      readonly customerId: string;
      /** What must be proved now that it is known what is held; as before unless told. */
      readonly needed?: Verification['needed'];
    }
  | { readonly type: 'find-duplicate'; readonly of: string; readonly at: Instant }
  | {
      readonly type: 'prove';
      readonly proof: Proof;
      readonly by: string;
      readonly at: Instant;
      /** Every constituent of the person as he was when it was shown. */
      readonly of?: readonly string[];
    }
  /** The person is asked for a proof. */
  | { readonly type: 'ask-verification'; readonly at: Instant }
  | { readonly type: 'try-verification' }
  | {
      readonly type: 'verify';
      readonly method: NonNullable<Verification['method']>;
      readonly by: string;
      readonly at: Instant;
      readonly of?: readonly string[];
    }
  | { readonly type: 'give-up-verification'; readonly at: Instant }
  | { readonly type: 'approve'; readonly by: string; readonly at: Instant }
  | { readonly type: 'reject'; readonly by: string; readonly at: Instant; readonly code: string }
  | { readonly type: 'withdraw'; readonly at: Instant }
  | {
      readonly type: 'extend';
      readonly at: Instant;
      readonly reason: string;
      readonly noticeSentAt: Instant;
    }
  | { readonly type: 'pause'; readonly at: Instant; readonly reason: string }
  | { readonly type: 'continue'; readonly at: Instant }
  | {
      readonly type: 'order';
      readonly closure: readonly string[];
      readonly spokes: readonly (Pick<Order, 'isMandatory' | 'dueAt'> & {
        readonly spoke: string;
      })[];
      readonly isLast: boolean;
      readonly at: Instant;
    }
  | {
      readonly type: 'answer';
      readonly spoke: string;
      readonly status: OrderAnswer;
      readonly code?: string;
      readonly at: Instant;
    }
  | { readonly type: 'escalate'; readonly spoke: string; readonly at: Instant }
  /** Somebody is told what is due: of each clock its last. */
  | { readonly type: 'remind'; readonly reminders: readonly Reminder[]; readonly at: Instant }
  | {
      readonly type: 'waive';
      readonly spoke: string;
      readonly by: string;
      readonly code: string;
      readonly at: Instant;
    }
  | { readonly type: 'work'; readonly right: RequestRight; readonly work: Work }
  | {
      readonly type: 'close';
      readonly at: Instant;
      /** What was done and is of no use to anybody any more. */
      readonly lost?: PrivacyRequest['work'];
    }
  /** What a hold kept, after the request has ended. */
  | { readonly type: 'erase-left'; readonly work: Work }
  | { readonly type: 'start-again' };
