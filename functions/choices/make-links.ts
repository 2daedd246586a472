import { confirms } from '#core/consent/confirms';
import { Refusal } from '#core/kernel/refusal';
import { contactPointOf } from '#functions/shared/contact-point';
import { followLiving } from '#functions/shared/context';
import type { Call, Handle, Services } from '#functions/shared/handle';
import { hubAddress } from '#functions/shared/hub-address';
import { inOrder } from '#functions/shared/in-order';
import { readPurpose } from '#functions/shared/read-purpose';
import { membersOf } from '#functions/shared/record-consent';
import type { makeConfirmationLinks, makeUnsubscribeLinks } from './contract.ts';
import { type ConfirmFacts, confirmationOf, type UnsubscribeFacts } from './link-facts.ts';

const dayMs = 86_400_000;
/**
 * CASL s. 11(2) asks that the mechanism works for 60 days after the message, 16 CFR 316.5 for 30
 * (data/regulations.json, `mechanism_live_for`); people unsubscribe from what lay in the mailbox for a year.
 */
const unsubscribeDays = 400;
/** Who did not confirm by then did not mean to. */
const confirmDays = 30;

/** Links to withdraw, each with the headers that go with it. Nothing is stored of them. */
export const handleMakeUnsubscribeLinks: Handle<typeof makeUnsubscribeLinks> = async (
  call,
  services,
) => {
  type Asked = Call<typeof makeUnsubscribeLinks>['body']['links'][number];
  const make = async ({ customerId, purpose, channel, contactPoint: text }: Asked) => {
    const { channels } = await readPurpose(services, purpose);
    if (!channels.includes(channel)) throw new Refusal('consent.invalid');
    const stored = await followLiving(services, askingOf(call), customerId);
    const contactPoint = await contactPointOf(text, stored, services);
    const linkId = services.newId('lnk');
    const facts: UnsubscribeFacts = {
      linkId,
      purpose,
      channel,
      ...(contactPoint !== undefined && { contactPoint }),
    };
    const link = await sign('unsubscribe', customerId, facts, unsubscribeDays, services);
    return {
      ...link,
      headers: {
        'List-Unsubscribe': `<${link.url}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' as const,
      },
    };
  };
  const { links } = call.body;
  const answers = await answerEach(links, make);
  await leaveTrace(
    call,
    'consent.unsubscribe-links-made',
    links.filter((_, at) => 'url' in (answers[at] ?? {})),
    services,
  );
  return { answers };
};

/** Links to confirm one yes each. Refused where nothing waits for it. */
export const handleMakeConfirmationLinks: Handle<typeof makeConfirmationLinks> = async (
  call,
  services,
) => {
  type Asked = Call<typeof makeConfirmationLinks>['body']['links'][number];
  const make = async ({ customerId, eventId, contactPoint: text }: Asked) => {
    const stored = await followLiving(services, askingOf(call), customerId);
    const asked = await contactPointOf(text, stored, services);
    const members = membersOf(stored);
    const ledger = await services.consents.read(members, asked);
    const yes = ledger.consents.find(
      (each) => each.eventId === eventId && members.includes(each.customerId),
    );
    if (yes === undefined) throw new Refusal('consent.not-found');
    const contactPoint = asked ?? yes.contactPoint;
    if (yes.contactPoint !== undefined && yes.contactPoint !== contactPoint)
      throw new Refusal('consent.invalid');
    const purpose = await readPurpose(services, yes.purpose);
    const { consents } =
      contactPoint === asked ? ledger : await services.consents.read(members, contactPoint);
    const does = confirms({
      yes,
      members,
      events: consents,
      isDoubleOptIn: purpose.isDoubleOptIn === true,
      confirmation: confirmationOf(yes, contactPoint, members, services.clock()),
    });
    if (does !== 'confirms') throw new Refusal('consent.nothing-to-confirm');
    const facts: ConfirmFacts = {
      linkId: services.newId('lnk'),
      eventId,
      ...(contactPoint !== undefined && { contactPoint }),
    };
    return sign('confirm', customerId, facts, confirmDays, services);
  };
  const { links } = call.body;
  const answers = await answerEach(links, make);
  await leaveTrace(
    call,
    'consent.confirmation-links-made',
    links.filter((_, at) => 'url' in (answers[at] ?? {})),
    services,
  );
  return { answers };
};

const askingOf = ({ access }: Pick<Call<typeof makeUnsubscribeLinks>, 'access'>) =>
  ({ access, permission: 'consent:write' }) as const;

async function sign(
  kind: 'unsubscribe' | 'confirm',
  customerId: string,
  facts: UnsubscribeFacts | ConfirmFacts,
  days: number,
  { links, clock }: Services,
) {
  // Whole seconds, as they stand in the link.
  const seconds = Math.floor((Date.parse(clock()) + days * dayMs) / 1000);
  const expiresAt = new Date(seconds * 1000).toISOString();
  const token = await links.sign({ kind, customerId, facts: { ...facts }, expiresAt });
  return { linkId: facts.linkId, url: `${hubAddress()}/${kind}/${token}`, expiresAt };
}

/** So many are under way at once: each asks the table a few times. */
const atOnce = 40;

/** In their order. One that is refused does not stop the others. */
const answerEach = <A, B>(
  asked: readonly A[],
  answer: (each: A) => Promise<B>,
): Promise<readonly (B | { readonly refused: string })[]> =>
  inOrder<A, B | { readonly refused: string }>(asked, atOnce, (each) =>
    answer(each).catch((error: unknown) => {
      if (error instanceof Refusal) return { refused: error.code };
      throw error;
    }),
  );

/** Who has a link may say something in the customer's name: who made it for whom stands in the audit. */
async function leaveTrace(
  { actorId, correlationId }: Pick<Call<typeof makeUnsubscribeLinks>, 'actorId' | 'correlationId'>,
  action: string,
  made: readonly { readonly customerId: string }[],
  { audit, log }: Services,
): Promise<void> {
  const ids = [...new Set(made.map(({ customerId }) => customerId))];
  if (ids.length === 0) return;
  await audit.record({
    actor: actorId,
    action,
    correlationId,
    ...(ids.length === 1 ? { about: `customer:${ids[0]}` } : { reason: ids.join(' ') }),
  });
  log('links made', { action, links: made.length, correlationId });
}
