import type { Customer, SourceRecord } from '#core/identity/customer';
import type { JsonObject } from '#core/kernel/types';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { standardise } from '#core/standardise/standardise';
import type { LetterAddress } from '#store/letters';
import type { Services } from './handle.ts';
import type { Person } from './person.ts';

type Proof = Pick<Person, 'pointToken' | 'accountToken'>;
type Tokens = Pick<Services, 'consents' | 'doorSessions'>;

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

/** The records that hold the proven contact point, or are the account that was signed in to. */
export async function provenRecords(
  proof: Proof,
  { members }: Pick<Customer, 'members'>,
  schema: CustomerSchema,
  tokens: Tokens,
): Promise<readonly SourceRecord[]> {
  const all = members.flatMap(({ records }) => records);
  const own = await Promise.all(
    all.map(
      async (record) =>
        (await isAccount(proof, record, tokens)) ||
        (await holdsPoint(proof, record.attributes, schema, tokens)),
    ),
  );
  return all.filter((_, at) => own[at]);
}

/**
 * The constituents with such a record. The matcher may have taken somebody else for the same customer:
 * of the others' ledgers nothing is told.
 */
export async function provenMembers(
  proof: Proof,
  { members }: Pick<Customer, 'members'>,
  schema: CustomerSchema,
  tokens: Tokens,
): Promise<readonly string[]> {
  if (members.length === 1) return members.map(({ customerId }) => customerId);
  const own = new Set(await provenRecords(proof, { members }, schema, tokens));
  return members.flatMap(({ customerId, records }) =>
    records.some((record) => own.has(record)) ? [customerId] : [],
  );
}

/**
 * Whether what was proven is this customer's as he is now: the account that was signed in to is of one
 * of his records, or the address that a link was read at stands in his golden record or in one of his
 * records. A split or a changed record may have taken it to somebody else, or to nobody.
 */
export async function isProofOf(
  proof: Proof,
  { golden, members }: Pick<Customer, 'golden' | 'members'>,
  schema: CustomerSchema,
  tokens: Tokens,
): Promise<boolean> {
  const records = members.flatMap((each) => each.records);
  const answers =
    proof.accountToken === undefined
      ? [golden, ...records].map(({ attributes }) => holdsPoint(proof, attributes, schema, tokens))
      : records.map((record) => isAccount(proof, record, tokens));
  return (await Promise.all(answers)).includes(true);
}

async function holdsPoint(
  { pointToken }: Proof,
  attributes: JsonObject,
  schema: CustomerSchema,
  { consents }: Tokens,
): Promise<boolean> {
  if (pointToken === undefined) return false;
  const points = await Promise.all(
    contactPointsIn(attributes, schema).map(({ kind, value }) =>
      consents.contactPoint(kind, value),
    ),
  );
  return points.includes(pointToken);
}

const isAccount = async (
  { accountToken }: Proof,
  record: SourceRecord,
  { doorSessions }: Tokens,
): Promise<boolean> =>
  accountToken !== undefined && (await doorSessions.accountToken(record)) === accountToken;
