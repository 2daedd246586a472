import { after } from '#core/consent/period';
import type { Customer } from '#core/identity/customer';
import type { Instant } from '#core/kernel/types';
import type { AttributeRetention, CustomerSchema } from '#core/schema/customer-schema';
import { lastActivity, lastRelationship, latest, type RetentionFacts } from './retention-of.ts';

/** An attribute of one customer that nothing keeps any more. */
export interface RunOutAttribute {
  readonly attribute: string;
  readonly since: Instant;
}

/**
 * The attributes of a customer whose retention is over. All that any source or steward says of one runs
 * out together, once the last of them to say it has not said so again for long enough: while one still
 * does, it is in use. One that has a retention from an event which never came is kept.
 */
export function attributesRunOut(
  { attributes }: Pick<CustomerSchema, 'attributes'>,
  customer: Pick<Customer, 'members'>,
  facts: RetentionFacts,
  at: Instant,
): readonly RunOutAttribute[] {
  return attributes.flatMap(({ name, retention }) => {
    const saidAt = retention === undefined ? [] : whenSaid(customer, name);
    if (retention === undefined || saidAt.length === 0) return [];
    const start = startOf[retention.after](saidAt, facts);
    const since = start === undefined ? undefined : after(start, retention);
    return since === undefined || since > at ? [] : [{ attribute: name, since }];
  });
}

/** When each source, and each steward's word, last said something of the attribute. */
export const whenSaid = (
  { members }: Pick<Customer, 'members'>,
  attribute: string,
): readonly Instant[] =>
  members.flatMap(({ records, pins }) => [
    ...records
      .filter(({ attributes }) => Object.hasOwn(attributes, attribute))
      .map(({ updatedAt }) => updatedAt),
    ...pins
      .filter((pin) => pin.attribute === attribute && pin.value !== null)
      .map(({ pinnedAt }) => pinnedAt),
  ]);

const startOf: Readonly<
  Record<
    AttributeRetention['after'],
    (saidAt: readonly Instant[], facts: RetentionFacts) => Instant | undefined
  >
> = {
  'last-update': latest,
  'last-activity': (_, facts) => lastActivity(facts),
  'relationship-end': (_, facts) => lastRelationship(facts),
};
