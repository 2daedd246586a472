import { changedFact, withMember } from '#core/identity/assemble';
import type { Transition } from '#core/identity/change';
import type { Customer, Member, Pin } from '#core/identity/customer';
import { pinInForce } from '#core/identity/pin-in-force';
import type { TransitionContext } from '#core/identity/transition-context';
import { canonical } from '#core/kernel/canonical';
import { Refusal } from '#core/kernel/refusal';
import { compareText } from '#core/kernel/types';

/**
 * Fixes a golden attribute at a steward's word. The pin stands on the root and replaces the root's
 * earlier one; `value` passed validation. The very same pin again changes nothing. Refuses an
 * attribute that the schema does not have.
 */
export function pin(customer: Customer, word: Pin, context: TransitionContext): Transition {
  if (!isOfSchema(word.attribute, context)) throw new Refusal('pin.unknown-attribute');
  const [root] = customer.members;
  const isPinned = root.pins.some((each) => textOf(each) === textOf(word));
  if (isPinned) return { after: [customer], facts: [] };
  return withPins(
    customer,
    root,
    [...root.pins.filter((each) => each.attribute !== word.attribute), word],
    context,
  );
}

/**
 * Lifts the pin that is in force, on whichever member it stands. A pin of another member that it
 * covered is in force from then on: it is a steward's word too, and is lifted by itself.
 */
export function unpin(
  customer: Customer,
  attribute: string,
  context: TransitionContext,
): Transition {
  const inForce = pinInForce(customer.members, attribute);
  const holder = customer.members.find((member) => member.customerId === inForce?.customerId);
  if (!holder) {
    throw new Refusal(isOfSchema(attribute, context) ? 'pin.not-found' : 'pin.unknown-attribute');
  }
  const left = holder.pins.filter((each) => each.attribute !== attribute);
  return withPins(customer, holder, left, context);
}

const isOfSchema = (attribute: string, { schema }: TransitionContext): boolean =>
  schema.attributes.some(({ name }) => name === attribute);

const textOf = (word: Pin): string => canonical({ ...word });

const withPins = (
  customer: Customer,
  holder: Member,
  pins: readonly Pin[],
  context: TransitionContext,
): Transition => {
  const sorted = pins.toSorted((a, b) => compareText(a.attribute, b.attribute));
  const after = withMember(customer, { ...holder, pins: sorted }, context);
  return { after: [after], facts: [changedFact(customer, after)] };
};
