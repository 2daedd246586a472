import type { Channel, ConsentEvent } from '#core/consent/consent-event';
import type { LawInForce } from '#core/consent/contact-case';
import { decideContact } from '#core/consent/decide-contact';
import { foldConsent, lastSaid } from '#core/consent/fold-consent';
import type { Purpose } from '#core/consent/purpose';
import type { StoredCustomer } from '#core/identity/change';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { caseOf } from '#functions/shared/case-of';
import { readSchema } from '#functions/shared/context';
import type { Services } from '#functions/shared/handle';
import { lawInForce } from '#functions/shared/law-in-force';
import { membersOf } from '#functions/shared/record-consent';
import type { Ledger, LedgerEntry } from '#store/consents';

/** Who looks, and how: as the session and its request say. */
export interface Look {
  readonly stored: StoredCustomer;
  /** The constituents whose words are shown to be the caller's own. */
  readonly own: readonly string[];
  /** The address that the session is shown to be of: what was said of it alone counts, too. */
  readonly pointToken: string | undefined;
  readonly acceptLanguage: string | undefined;
}

interface Known extends Look {
  readonly members: readonly string[];
  readonly ledger: Ledger;
  readonly entries: readonly LedgerEntry[];
  readonly schema: CustomerSchema;
  readonly law: LawInForce;
  readonly now: string;
}

/** Every one of these purposes as the customer sees it at his own door. */
export async function ownConsents(purposes: readonly Purpose[], look: Look, services: Services) {
  const members = membersOf(look.stored);
  const [ledger, entries, schema, law] = await Promise.all([
    services.consents.read(members, look.pointToken),
    services.consents.history(look.own),
    readSchema(services, look.stored.customer.schema),
    lawInForce(services),
  ]);
  const known = { ...look, members, ledger, entries, schema, law, now: services.clock() };
  return Promise.all(purposes.map((purpose) => ownPurpose(purpose, known, services)));
}

async function ownPurpose(purpose: Purpose, known: Known, services: Services) {
  const { name, title, kinds, legalBases, isDoubleOptIn = false } = purpose;
  const notice = await shownNotice(name, known, services);
  return {
    purpose: name,
    title,
    kinds,
    legalBases,
    isDoubleOptIn,
    channels: purpose.channels.map((channel) => channelView(purpose, channel, known)),
    ...(notice !== undefined && { notice }),
  };
}

/** What was said, and what comes of it: a child's own yes is on record and may still permit nothing. */
function channelView(purpose: Purpose, channel: Channel, known: Known) {
  const { stored, members, ledger, schema, law, now, pointToken } = known;
  const moment = {
    channel,
    at: now,
    knownAt: now,
    ...(pointToken !== undefined && { contactPoint: pointToken }),
  };
  const { status, at, expiresAt, eventId, isForeign } = foldConsent(ledger.consents, members, {
    purpose: purpose.name,
    isDoubleOptIn: purpose.isDoubleOptIn === true,
    ...moment,
  });
  const { attributes } = stored.customer.golden;
  const decision = decideContact(
    caseOf({ purpose, ...moment }, { attributes, members }, ledger, schema),
    law,
  );
  // That somebody else refused he must know; when, and in which entry, is not his to see.
  const said = ledger.consents.find((each) => each.eventId === eventId);
  const own = isForeign !== true && known.own.includes(said?.customerId ?? '');
  return {
    channel,
    status,
    ...(own && at !== undefined && { since: at }),
    ...(own && expiresAt !== undefined && { expiresAt }),
    ...(own && eventId !== undefined && { eventId }),
    isUsed: decision.allowed,
    ...(decision.basis !== undefined && { legalBasis: decision.basis }),
    because: [...new Set(decision.reasons.map(({ code }) => code))],
  };
}

/** The notice of the last word, in its version of then and, where that has it, the reader's language. */
async function shownNotice(
  purpose: string,
  { entries, ledger, own, acceptLanguage, stored }: Known,
  { governance }: Services,
) {
  const words = ledger.consents.filter(({ customerId }) => own.includes(customerId));
  const last: ConsentEvent | undefined = lastSaid(words, purpose);
  const shown = entries.find(({ event }) => event.eventId === last?.eventId)?.proof?.notice;
  if (shown === undefined) return undefined;
  const found = (await governance.notices.version(shown.id, shown.version))?.value;
  if (found === undefined) return undefined;
  const { language: spoken } = stored.customer.golden.attributes;
  const wanted = [acceptLanguage?.split(/[,;]/, 1)[0], spoken, shown.language];
  const languages = Object.keys(found.texts);
  const language =
    wanted.map((each) => closest(each, languages)).find((each) => each !== undefined) ??
    languages[0];
  const text = language === undefined ? undefined : found.texts[language];
  if (language === undefined || text === undefined) return undefined;
  return { id: shown.id, version: shown.version, title: found.title, language, ...text };
}

/** `de-AT` is read in `de-AT`, else in `de`. */
function closest(wanted: unknown, languages: readonly string[]): string | undefined {
  if (typeof wanted !== 'string') return undefined;
  const tag = wanted.trim().toLowerCase();
  return (
    languages.find((each) => each.toLowerCase() === tag) ??
    languages.find((each) => each.toLowerCase() === tag.split('-')[0])
  );
}
