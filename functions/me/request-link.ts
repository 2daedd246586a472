import { Refusal } from '#core/kernel/refusal';
import { standardEmail } from '#core/standardise/email';
import { readPhone } from '#core/standardise/phone';
import type { Call, Handle, Services } from '#functions/shared/handle';
import { holdersOf } from '#functions/shared/holders-of';
import { quietly } from '#functions/shared/quietly';
import { requestLetter } from '#functions/shared/request-letter';
import type { LetterAddress } from '#store/letters';
import type { requestLink } from './contract.ts';

/** What `links.sign` makes for the door; `facts.point` is the keyed token of the address it goes to. */
export const doorLink = 'door';

const linkMinutes = 15;
/** Letters to one address in an hour; more would be no help to its owner. */
const lettersPerAddress = { most: 3, withinSeconds: 60 * 60 };

/**
 * Sends a link to the door, if exactly one customer is known by this address. Whoever asks learns
 * nothing: neither answer nor time depend on whether somebody has it, whether it is shared, whether
 * there were too many letters, or whether anything failed.
 */
export const handleRequestLink: Handle<typeof requestLink> = async (call, services) => {
  const to = addressIn(call.body);
  const sent = async () => {
    if (await services.tries.take('door', `${to.kind} ${to.value}`, lettersPerAddress))
      await send(to, call, services);
  };
  return quietly(sent, 'link not sent', call);
};

async function send(
  to: LetterAddress,
  { correlationId }: Pick<Call<typeof requestLink>, 'correlationId'>,
  services: Services,
): Promise<void> {
  const { holders, isShared } = await holdersOf(to, services);
  const [holder] = holders;
  if (holder === undefined) return;
  const { customer } = holder;
  const told = { actor: 'anonymous', correlationId };
  const expiresAt = new Date(Date.parse(services.clock()) + linkMinutes * 60_000).toISOString();
  if (isShared) {
    await requestLetter(
      { kind: 'door-shared', customer, to, facts: {}, expiresAt },
      told,
      services,
    );
    return;
  }
  const point = await services.consents.contactPoint(to.kind, to.value);
  const { customerId } = customer;
  const link = await services.links.sign({
    kind: doorLink,
    customerId,
    facts: { point },
    expiresAt,
  });
  await requestLetter({ kind: 'door', customer, to, facts: { link }, expiresAt }, told, services);
}

/** In standard form, or refused: what no customer can have says nothing about any. */
function addressIn(body: Call<typeof requestLink>['body']): LetterAddress {
  if ('email' in body) {
    const email = standardEmail(body.email);
    if (email !== undefined) return { kind: 'email', value: email.address };
    throw notAn('/email', 'is no e-mail address');
  }
  const phone = readPhone(body.phone, []);
  if (phone !== undefined) return { kind: 'phone', value: phone.number };
  throw notAn('/phone', 'is no phone number with its country');
}

const notAn = (pointer: string, message: string) =>
  new Refusal('request.invalid', [{ pointer, rule: 'contact-point', message }]);
