import { confirms } from '#core/consent/confirms';
import type { ConsentEvent } from '#core/consent/consent-event';
import type { ConsentProof } from '#core/consent/consent-proof';
import { standingRefusal } from '#core/consent/standing-refusal';
import { Refusal } from '#core/kernel/refusal';
import type { Call, Handle, Services } from '#functions/shared/handle';
import { membersOf, recordConsent } from '#functions/shared/record-consent';
import type { confirm, showConfirmation, showUnsubscribe, unsubscribe } from './contract.ts';
import {
  type ConfirmFacts,
  confirmationOf,
  customerOf,
  openLink,
  type UnsubscribeFacts,
} from './link-facts.ts';
import { type About, linkPage, type PageText } from './link-page.ts';

type Followed = Pick<Call<typeof unsubscribe>, 'params' | 'headers' | 'correlationId'>;

/** The page with the button; programs that look links up in advance change nothing by it. */
export const handleShowUnsubscribe: Handle<typeof showUnsubscribe> = async (call, services) => {
  const link = await openLink<UnsubscribeFacts>('unsubscribe', call.params.token, services);
  if ('status' in link) return gone(call, link.status);
  const { purpose, channel } = link.facts;
  return page('unsubscribe', call, await aboutOf(purpose, [channel], services));
};

/**
 * Withdraws, at this moment: by an old link as well after a later yes. The same again adds nothing
 * while it stands. Of a customer who was removed a link of one address is kept at that address, for
 * whoever has it later; else nothing is left to withdraw. The answer is the same.
 */
export const handleUnsubscribe: Handle<typeof unsubscribe> = async (call, services) => {
  const link = await openLink<UnsubscribeFacts>('unsubscribe', call.params.token, services);
  if ('status' in link) return gone(call, link.status);
  const { linkId, purpose, channel, contactPoint } = link.facts;
  const now = services.clock();
  const recorded = await recordConsent(
    {
      read: () => customerOf(link.customerId, services),
      contactPoint: async () => contactPoint,
      known: (said, { consents }, members) => standingRefusal(consents, said, members),
      said: {
        customerId: link.customerId,
        kind: 'withdrawn',
        purpose,
        channels: [channel],
        at: now,
      },
      proof: proofOf(linkId),
      correlationId: call.correlationId,
      at: now,
    },
    services,
  ).catch(ifRemoved);
  const event = recorded?.event ?? (await refuseWhereNobodyIs(link, call, services));
  log('consent withdrawn by link', linkId, event?.eventId, call, services);
  return page('unsubscribed', call, await aboutOf(purpose, [channel], services));
};

/** The address outlives its customer: its no holds there, and is written once. */
async function refuseWhereNobodyIs(
  { customerId, facts }: { readonly customerId: string; readonly facts: UnsubscribeFacts },
  { correlationId }: Followed,
  { consents, audit, newId, clock }: Services,
): Promise<ConsentEvent | undefined> {
  const { contactPoint, purpose, channel, linkId } = facts;
  if (contactPoint === undefined) return undefined;
  const at = clock();
  const kind = 'withdrawn';
  const channels = [channel] as const;
  const said = { customerId, kind, purpose, channels, contactPoint, at } as const;
  const { consents: here } = await consents.read([], contactPoint);
  const before = standingRefusal(here, said, [customerId]);
  if (before !== undefined) return before;
  const event: ConsentEvent & typeof said = { ...said, eventId: newId('con'), recordedAt: at };
  await audit.record({
    actor: proofOf(linkId).actor,
    action: 'consent.withdrawn',
    correlationId,
    about: `customer:${customerId}`,
    changed: [purpose],
  });
  await consents.refuseAt(event);
  return event;
}

/** The page with the button, while something waits for it. */
export const handleShowConfirmation: Handle<typeof showConfirmation> = async (call, services) => {
  const waiting = await waitingFor(call, services);
  return 'status' in waiting ? gone(call, waiting.status) : page('confirm', call, waiting.about);
};

/** The second step: confirms the one yes that the link names, where the link was sent. */
export const handleConfirm: Handle<typeof confirm> = async (call, services) => {
  const waiting = await waitingFor(call, services);
  if ('status' in waiting) return gone(call, waiting.status);
  const { yes, facts, isDoubleOptIn, about } = waiting;
  const now = services.clock();
  const recorded = await recordConsent(
    {
      read: () => customerOf(yes.customerId, services),
      contactPoint: async () => facts.contactPoint,
      known: (_, { consents }, members) => {
        const confirmation = confirmationOf(yes, facts.contactPoint, members, now);
        const does = confirms({ yes, confirmation, events: consents, members, isDoubleOptIn });
        if (does === 'nothing-to-confirm') throw new Refusal('consent.nothing-to-confirm');
        return does === 'confirmed-already' ? yes : undefined;
      },
      said: {
        customerId: yes.customerId,
        kind: 'confirmed',
        purpose: yes.purpose,
        channels: yes.channels,
        at: now,
      },
      proof: proofOf(facts.linkId),
      correlationId: call.correlationId,
      at: now,
    },
    services,
  ).catch(ifNothingToConfirm);
  if (recorded === undefined) return gone(call, 410);
  log('consent confirmed by link', facts.linkId, recorded.event.eventId, call, services);
  return page('confirmed', call, about);
};

/** The yes that a link to confirm names, if it still waits, or was confirmed. */
async function waitingFor({ params }: Followed, services: Services) {
  const link = await openLink<ConfirmFacts>('confirm', params.token, services);
  if ('status' in link) return link;
  const { facts } = link;
  const stored = await customerOf(link.customerId, services).catch(ifRemoved);
  if (stored === undefined) return { status: 410 as const };
  const members = membersOf(stored);
  const { consents } = await services.consents.read(members, facts.contactPoint);
  const yes = consents.find(({ eventId }) => eventId === facts.eventId);
  const purpose = yes && (await services.governance.purposes.read(yes.purpose))?.value;
  if (yes === undefined || purpose === undefined) return { status: 410 as const };
  const isDoubleOptIn = purpose.isDoubleOptIn === true;
  const confirmation = confirmationOf(yes, facts.contactPoint, members, services.clock());
  const does = confirms({ yes, confirmation, events: consents, members, isDoubleOptIn });
  if (does === 'nothing-to-confirm') return { status: 410 as const };
  return { yes, facts, isDoubleOptIn, about: { purpose: purpose.title, channels: yes.channels } };
}

/** A link proves that somebody has it, and nothing of where he is. */
const proofOf = (linkId: string): ConsentProof => ({
  collection: { method: 'link' },
  evidence: linkId,
  actor: `link:${linkId}`,
});

async function aboutOf(
  purpose: string,
  channels: About['channels'],
  { governance }: Services,
): Promise<About | undefined> {
  const found = (await governance.purposes.read(purpose))?.value;
  return found && { purpose: found.title, channels };
}

const page = (text: PageText, { headers }: Followed, about: About | undefined) =>
  linkPage(text, { acceptLanguage: headers['accept-language'], about });

const gone = ({ headers }: Followed, status: 404 | 410) =>
  linkPage('gone', { acceptLanguage: headers['accept-language'], status });

const ifRefused = (code: Refusal['code']) => (error: unknown) => {
  if (error instanceof Refusal && error.code === code) return undefined;
  throw error;
};
const ifRemoved = ifRefused('customer.removed');
const ifNothingToConfirm = ifRefused('consent.nothing-to-confirm');

const log = (
  message: string,
  linkId: string,
  eventId: string | undefined,
  { correlationId }: Followed,
  services: Services,
) => services.log(message, { linkId, eventId, correlationId });
