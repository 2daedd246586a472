import { type Channel, type ConsentEvent, channels } from '#core/consent/consent-event';
import { channelsOfReach, type Reach } from '#core/consent/reach';
import type { StoredCustomer } from '#core/identity/change';
import type { NonEmpty } from '#core/kernel/types';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import { isRefusable } from '#core/privacy-request/purposes-of-no';
import { standardise } from '#core/standardise/standardise';
import { readSchema } from '#functions/shared/context';
import type { Services } from '#functions/shared/handle';
import { membersOf, rootOf } from '#functions/shared/record-consent';

/** Each becomes up to four items of one transaction. */
const atOnce = 20;

interface Point {
  readonly token: string;
  readonly reach: Reach;
}

/**
 * Leaves at each address and number of a person who is erased that nobody is to be contacted there for
 * what can be refused: whoever has it next, or brings the person back in a bought list, must confirm at it first.
 * What stays of the contact point is its keyed token. Entries that stand are not written again.
 */
export async function suppress(
  stored: StoredCustomer,
  { requestId, correlationId, decision, receivedAt }: PrivacyRequest,
  services: Services,
): Promise<void> {
  const at = decision?.at ?? receivedAt;
  const { customerId } = stored.customer;
  const [points, purposes, ledger] = await Promise.all([
    pointsOf(stored, services),
    services.governance.purposes.list(),
    services.consents.read(membersOf(stored)),
  ]);
  const known = new Set(ledger.consents.map(({ eventId }) => eventId));
  const wanted = await Promise.all(
    purposes
      .map(({ value }) => value)
      .filter(isRefusable)
      .flatMap((purpose) =>
        points.map(async ({ token, reach }): Promise<readonly ConsentEvent[]> => {
          const [first, ...others] = channelsIn(purpose.channels, reach);
          if (first === undefined) return [];
          return [
            {
              eventId: await services.consents.entryId(at, { requestId, token, in: purpose.name }),
              customerId,
              kind: 'objected',
              purpose: purpose.name,
              channels: [first, ...others] satisfies NonEmpty<Channel>,
              contactPoint: token,
              at,
              recordedAt: services.clock(),
            },
          ];
        }),
      ),
  );
  const actor = 'system:privacy';
  const news = wanted
    .flat()
    .filter(({ eventId }) => !known.has(eventId))
    .map((event) => ({
      event,
      proof: { collection: { method: 'request' }, evidence: requestId, actor } as const,
      change: { actor, action: 'consent.objected', correlationId, at: event.recordedAt },
    }));
  for (let from = 0; from < news.length; from += atOnce)
    await services.consents.appendAll(news.slice(from, from + atOnce), rootOf(stored));
}

const channelsIn = (all: readonly Channel[], reach: Reach): readonly Channel[] =>
  channels.filter((each) => all.includes(each) && channelsOfReach(reach).includes(each));

/** Of every source record and of what stewards said. */
async function pointsOf(
  { customer }: StoredCustomer,
  services: Pick<Services, 'governance' | 'consents'>,
): Promise<readonly Point[]> {
  const schema = await readSchema(services, customer.schema);
  const records = customer.members.flatMap((member) => member.records);
  const texts = [customer.golden, ...records].map(({ attributes }) => {
    const { emails, phones } = standardise(attributes, schema).record;
    return {
      email: emails.map(({ address }) => address),
      // What no country reads is no contact point.
      phone: phones.map(({ number }) => number).filter((number) => number.startsWith('+')),
    };
  });
  const tokensOf = async (kind: 'email' | 'phone'): Promise<readonly Point[]> =>
    Promise.all(
      [...new Set(texts.flatMap((each) => each[kind]))].map(async (text) => ({
        token: await services.consents.contactPoint(kind, text),
        reach: kind,
      })),
    );
  return [...(await tokensOf('email')), ...(await tokensOf('phone'))];
}
