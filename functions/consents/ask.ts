import type { Channel } from '#core/consent/consent-event';
import type { ContactDecision } from '#core/consent/contact-case';
import { decideContact } from '#core/consent/decide-contact';
import type { StoredCustomer } from '#core/identity/change';
import type { CustomerSchema } from '#core/schema/customer-schema';
import type { Access } from '#functions/shared/access';
import { caseOf } from '#functions/shared/case-of';
import { contactPointOf } from '#functions/shared/contact-point';
import { readSchema } from '#functions/shared/context';
import type { Services } from '#functions/shared/handle';
import { lawInForce } from '#functions/shared/law-in-force';
import { readPurpose } from '#functions/shared/read-purpose';
import { membersOf } from '#functions/shared/record-consent';
import { sightOf } from '#functions/shared/sight';
import { type Use, usedOf, useOf } from '#functions/shared/use-of';
import { withoutBirthday, withTodaysAge } from './with-todays-age.ts';

type Asks = Pick<Services, 'governance' | 'consents' | 'clock'>;

export interface ContactQuestion {
  readonly purpose: string;
  readonly channel: Channel;
  readonly contactPoint?: string | undefined;
  readonly at?: string | undefined;
  readonly knownAt?: string | undefined;
  readonly isOnDoNotCallList?: boolean | undefined;
}

/**
 * Whether this contact is lawful, by everything that the hub knows of the customer. Whoever may not
 * read the birth date is not told it by the answers.
 */
export async function decideFor(
  stored: StoredCustomer,
  question: ContactQuestion,
  access: Access,
  services: Asks,
): Promise<ContactDecision> {
  const now = services.clock();
  const [purpose, schema, law, contactPoint] = await Promise.all([
    readPurpose(services, question.purpose),
    readSchema(services, stored.customer.schema),
    lawInForce(services),
    contactPointOf(question.contactPoint, stored, services),
  ]);
  const ledger = await services.consents.read(membersOf(stored), contactPoint);
  const asked = {
    purpose,
    channel: question.channel,
    at: question.at ?? now,
    knownAt: question.knownAt ?? now,
    ...(contactPoint !== undefined && { contactPoint }),
    ...(question.isOnDoNotCallList !== undefined && {
      isOnDoNotCallList: question.isOnDoNotCallList,
    }),
  };
  const whole = caseOf(asked, personOf(stored), ledger, schema);
  const use = await useOf(usedOf(stored), access, services);
  if (readsBirthDate(stored, schema, access, use)) return decideContact(whole, law);
  const today = withTodaysAge(whole, now);
  return withoutBirthday(decideContact(today, law), today);
}

function readsBirthDate(
  { customer }: StoredCustomer,
  { attributes }: CustomerSchema,
  access: Access,
  use: Use,
): boolean {
  const { mayRead } = sightOf(access, access.customer(customer.golden), use);
  return attributes
    .filter(({ match }) => match === 'birth-date')
    .every(({ classification, name }) => mayRead(classification, name));
}

const personOf = (stored: StoredCustomer) => ({
  attributes: stored.customer.golden.attributes,
  members: membersOf(stored),
});
