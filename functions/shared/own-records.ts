import type { Vouched } from '#core/access/vouched';
import type { StoredCustomer } from '#core/identity/change';
import type { SourceRecord } from '#core/identity/customer';
import type { JsonObject } from '#core/kernel/types';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { standardise } from '#core/standardise/standardise';
import type { LetterAddress } from '#store/letters';
import type { Services } from './handle.ts';
import { actorOfPerson, type Person } from './person.ts';

/** Addresses and numbers in standard form. */
export function contactPointsIn(
  attributes: JsonObject,
  schema: CustomerSchema,
): readonly LetterAddress[] {
  const { emails, phones } = standardise(attributes, schema).record;
  return [
    ...emails.map(({ address }) => ({ kind: 'email', value: address }) as const),
    ...phones.map(({ number }) => ({ kind: 'phone', value: number }) as const),
  ];
}

/** Of which records this session shows that they are the calling customer's own. */
export async function vouchedFor(
  person: Person,
  { customer }: StoredCustomer,
  schema: CustomerSchema,
  { consents, doorSessions }: Pick<Services, 'consents' | 'doorSessions'>,
): Promise<Vouched> {
  const { pointToken, accountToken } = person;
  const holdsPoint = async (record: SourceRecord) => {
    if (pointToken === undefined) return false;
    const points = contactPointsIn(record.attributes, schema);
    const tokens = await Promise.all(
      points.map(({ kind, value }) => consents.contactPoint(kind, value)),
    );
    return tokens.includes(pointToken);
  };
  const isAccount = async (record: SourceRecord) =>
    accountToken !== undefined && (await doorSessions.accountToken(record)) === accountToken;
  const all = customer.members.flatMap(({ records }) => records);
  const own = await Promise.all(
    all.map(async (record) => (await isAccount(record)) || (await holdsPoint(record))),
  );
  return {
    records: all.filter((_, at) => own[at]),
    isSignedIn: accountToken !== undefined,
    actor: actorOfPerson(person.customerId),
  };
}
