import { endOfRestriction, isOpenAt, restrictionsOf } from '#core/consent/restriction';
import type { StoredCustomer } from '#core/identity/change';
import { compareText, type JsonObject } from '#core/kernel/types';
import type { PackageFacts } from '#core/privacy-package/assemble';
import type {
  PackageConsent,
  PackageHistory,
  PackageRecipient,
  PackageRequest,
} from '#core/privacy-package/privacy-package';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import { ownConsents } from '#functions/choices/own-consents';
import { purposesOf, recipientsOf } from '#functions/me/own-view';
import { toldVersion } from '#functions/me/read-history';
import { hubSpoke, readSchema } from '#functions/shared/context';
import { entryForPerson } from '#functions/shared/entry-for-person';
import type { Services } from '#functions/shared/handle';
import { isPerson } from '#functions/shared/person';
import { membersOf } from '#functions/shared/record-consent';
import { isConsent, type LedgerEntry } from '#store/consents';
import type { Spoke } from '#store/ports';

/** More entries of the history than these are counted by nobody and not told. */
const mostHistory = 2000;
const pageOfHistory = 200;

/** Everything that the hub knows of a customer, for the package that answers his request. */
export async function packageFacts(
  request: PrivacyRequest,
  stored: StoredCustomer,
  services: Services,
): Promise<PackageFacts> {
  const { customer } = stored;
  const members = membersOf(stored);
  const [schema, governed, purposes, controller] = await Promise.all([
    readSchema(services, customer.schema),
    services.governance.spokes(),
    services.governance.purposes.list(),
    services.governance.controllers.read('controller'),
  ]);
  const spokes = governed.map(({ value }) => value);
  const names = Object.keys(customer.golden.attributes).toSorted();
  const seenBy = await recipientsOf(stored, names, spokes, services);
  const look = { stored, own: members, pointToken: undefined, acceptLanguage: undefined };
  const all = purposes.map(({ value }) => value);
  const [used, contact, entries, restrictions, requests, history] = await Promise.all([
    purposesOf(stored, names, seenBy, services),
    ownConsents(all, look, services),
    services.consents.history(members),
    services.consents.restrictionHistory(members),
    requestsOf(members, services),
    historyOf(members, services),
  ]);
  const now = services.clock();
  const titles = new Map(all.map(({ name, title }) => [name, title]));
  return {
    request,
    customer,
    schema,
    ...(controller !== undefined && { controller: controller.value }),
    titles: titlesOf(spokes),
    isPerson,
    madeAt: now,
    purposes: used.map(({ states: _, ...purpose }) => purpose),
    recipients: recipients(stored, spokes, seenBy),
    consents: entries.flatMap((entry) => consentOf(entry, titles)),
    contact: contact.map(({ purpose, title, channels }) => ({
      purpose,
      title,
      channels: channels.map(({ channel, status, isUsed, legalBasis, because }) => ({
        channel,
        status,
        isUsed,
        ...(legalBasis !== undefined && { legalBasis }),
        because,
      })),
    })),
    restrictions: restrictionsOf(
      restrictions.map(({ event }) => event),
      { members, knownAt: now },
    ).map((each) => {
      const until = endOfRestriction(each);
      return {
        kind: each.kind,
        ground: each.ground,
        from: each.from,
        ...(until !== undefined && { until }),
        ...(each.attributes !== undefined && { attributes: each.attributes }),
        isOpen: isOpenAt(each, now),
      };
    }),
    requests,
    ...history,
  };
}

const titlesOf = (spokes: readonly Spoke[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    spokes.flatMap(({ name, title }) => (title === undefined ? [] : [[name, title]])),
  );

/** Spokes that hold records, hear of changes, or look through their lens. */
function recipients(
  { customer }: StoredCustomer,
  spokes: readonly Spoke[],
  seenBy: Awaited<ReturnType<typeof recipientsOf>>,
): readonly PackageRecipient[] {
  const holders = new Set(
    customer.members.flatMap(({ records }) => records.map(({ spoke }) => spoke)),
  );
  return spokes
    .filter(({ name }) => name !== hubSpoke)
    .map(({ name, title, delivery }) => {
      const seen = seenBy.find(({ spoke }) => spoke === name);
      return {
        spoke: name,
        ...(title !== undefined && { title }),
        holdsRecords: holders.has(name),
        hearsOfChanges: seen !== undefined && delivery?.events !== false,
        attributes: seen?.attributes ?? [],
        purposes: seen?.purposes ?? [],
      };
    })
    .filter((each) => each.holdsRecords || each.hearsOfChanges || each.attributes.length > 0);
}

/** What was said, and how. */
function consentOf(
  { event, proof }: LedgerEntry,
  titles: ReadonlyMap<string, string>,
): PackageConsent[] {
  if (!isConsent(event)) return [];
  return [
    { ...entryForPerson(event, titles), ...(proof !== undefined && { proof: proofOf(proof) }) },
  ];
}

function proofOf({ collection, notice, evidence }: NonNullable<LedgerEntry['proof']>): JsonObject {
  const { agent: _, script, ...collected } = collection;
  return {
    ...collected,
    ...(script !== undefined && { script: { ...script } }),
    ...(notice !== undefined && { notice: { ...notice } }),
    ...(evidence !== undefined && { evidence }),
  };
}

async function requestsOf(
  members: readonly string[],
  { privacyRequests }: Services,
): Promise<readonly PackageRequest[]> {
  const ids = new Set(await privacyRequests.ofCustomers(members));
  const found = await Promise.all([...ids].map((each) => privacyRequests.read(each)));
  return found.flatMap((each) => {
    if (each === undefined) return [];
    const { requestId, rights, state, receivedAt, endedAt } = each.request;
    return [{ requestId, rights, state, receivedAt, ...(endedAt !== undefined && { endedAt }) }];
  });
}

async function historyOf(
  members: readonly string[],
  { customers }: Services,
): Promise<{ readonly history: readonly PackageHistory[]; readonly isHistoryWhole: boolean }> {
  const entries: PackageHistory[] = [];
  for (const customerId of members) {
    let cursor: string | undefined;
    do {
      const limit = Math.min(pageOfHistory, mostHistory - entries.length);
      if (limit === 0) return { history: inOrder(entries), isHistoryWhole: false };
      const page = await customers.versions(customerId, { limit, cursor });
      entries.push(...page.items.map(toldVersion));
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
  return { history: inOrder(entries), isHistoryWhole: true };
}

const inOrder = (entries: readonly PackageHistory[]) =>
  entries.toSorted((a, b) => compareText(a.at, b.at));
