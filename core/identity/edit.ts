import { changedFact } from '#core/identity/assemble';
import type { Transition } from '#core/identity/change';
import type { Customer, Pin } from '#core/identity/customer';
import { pin } from '#core/identity/pin';
import type { TransitionContext } from '#core/identity/transition-context';

/** Several pins at once, told as one change. Refuses as `pin` does. */
export function edit(
  customer: Customer,
  words: readonly Pin[],
  context: TransitionContext,
): Transition {
  const edited = words.reduce((now, word) => pin(now, word, context).after[0] ?? now, customer);
  return { after: [edited], facts: [changedFact(customer, edited)] };
}
