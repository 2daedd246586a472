import type { StoredCustomer } from '#core/identity/change';
import { Refusal } from '#core/kernel/refusal';
import type { Proof } from '#core/privacy-request/privacy-request';
import { standardise } from '#core/standardise/standardise';
import { readSchema } from '#functions/shared/context';
import type { Contract } from '#functions/shared/contract';
import { Answer, type Call, type Services } from '#functions/shared/handle';
import { livingPerson, personOf } from '#functions/shared/person';
import { provenRecords } from '#functions/shared/proven-records';
import { quietly } from '#functions/shared/quietly';
import { membersOf } from '#functions/shared/record-consent';
import { clockingNow } from '#functions/shared/request-clocks';
import { withoutAbsent } from '#functions/shared/without-absent';
import type { FoundRequest } from '#store/privacy-requests';
import type {
  createMyRequest,
  listMyRequests,
  proveMyRequest,
  readMyRequest,
  withdrawMyRequest,
} from './contract-own.ts';
import { happen } from './decide-request.ts';
import { isSensitive } from './is-sensitive.ts';
import { ownPackage } from './own-package.ts';
import { tryKnowledge } from './prove.ts';
import type { HandlePrivacy } from './services.ts';
import { isSameShown, readShownBy, type ShownBy } from './shown-by.ts';
import { takeIn } from './take-in.ts';
import { requestView } from './view.ts';

/** Requests from one address or account in a day; more than there are rights. */
const requestsPerSession = { most: 10, withinSeconds: 24 * 60 * 60 };

/**
 * Takes in what the calling customer asks for. A session shows an address or an account; one by
 * sign-in, whose account or address vouches for every record, shows all that any right asks for.
 */
export const handleCreateMyRequest: HandlePrivacy<typeof createMyRequest> = async (
  call,
  services,
) => {
  const { body, actorId, correlationId } = call;
  const own = await ownOf(call, services);
  const { customerId } = own.stored.customer;
  const jurisdiction = body.jurisdiction ?? (await placeOf(own.stored, services));
  // By what was shown: a stranger who is taken for the same person uses up his own.
  const { pointToken, accountToken = pointToken ?? customerId } = own.shownBy;
  if (!(await services.tries.take('own-requests', accountToken, requestsPerSession)))
    throw new Refusal('privacy-request.too-many-tries');
  const proof: Proof = own.isSignedIn && own.isWhole ? 'session' : 'contact-point';
  const taken = await takeIn(
    {
      rights: body.rights,
      channel: 'person',
      jurisdictions: [jurisdiction],
      customerId,
      members: membersOf(own.stored),
      isSensitive: await isSensitive(own.stored, services),
      proved: [proof],
      details: {
        shownBy: { ...own.shownBy },
        ...(body.note !== undefined && { note: body.note }),
        ...withoutAbsent(body.details ?? {}),
      },
      actor: actorId,
      correlationId,
    },
    services,
  );
  return new Answer(await ownView(taken, own, services), { status: 201 });
};

export const handleListMyRequests: HandlePrivacy<typeof listMyRequests> = async (
  call,
  services,
) => {
  const own = await ownOf(call, services);
  const ids = await services.privacyRequests.ofCustomers(membersOf(own.stored));
  const found = await Promise.all(ids.map((each) => findOwn(each, own, services)));
  const items = await Promise.all(
    found.flatMap((each) => (each === undefined ? [] : [ownView(each, own, services)])),
  );
  return { items: items.toReversed() };
};

export const handleReadMyRequest: HandlePrivacy<typeof readMyRequest> = async (call, services) => {
  const { found, own } = await requireOwn(call, services);
  return ownView(found, own, services);
};

export const handleWithdrawMyRequest: HandlePrivacy<typeof withdrawMyRequest> = async (
  call,
  services,
) => {
  const { found, own } = await requireOwn(call, services);
  const { request } = found;
  const { actorId: actor, correlationId } = call;
  const at = services.clock();
  const change = { actor, action: 'privacy-request.withdraw', correlationId, at };
  const moved = await happen(request.requestId, { type: 'withdraw', at }, change, services);
  return ownView(moved, own, services);
};

export const handleProveMyRequest: HandlePrivacy<typeof proveMyRequest> = async (
  call,
  services,
) => {
  const { request } = (await requireOwn(call, services)).found;
  const { actorId: actor, correlationId, body } = call;
  const teller = { actor, correlationId };
  const told = () => tryKnowledge(request.requestId, body.facts, teller, services);
  return quietly(told, 'proof not taken in', call);
};

export interface Own {
  readonly stored: StoredCustomer;
  readonly shownBy: ShownBy;
  readonly isSignedIn: boolean;
  /** Whether the session vouches for every record. */
  readonly isWhole: boolean;
}

async function ownOf(call: Pick<Call<Contract>, 'caller'>, services: Services): Promise<Own> {
  const { pointToken, accountToken } = personOf(call);
  const shownBy = {
    ...(pointToken !== undefined && { pointToken }),
    ...(accountToken !== undefined && { accountToken }),
  };
  const stored = await livingPerson(call, services);
  const schema = await readSchema(services, stored.customer.schema);
  const proven = await provenRecords(shownBy, stored.customer, schema, services);
  const all = stored.customer.members.flatMap(({ records }) => records);
  return {
    stored,
    shownBy,
    isSignedIn: accountToken !== undefined,
    isWhole: proven.length === all.length,
  };
}

/**
 * A request that the session vouches for: one that was asked for, or shown, from the same address or
 * account. A session that vouches for every record sees all of them.
 */
async function findOwn(
  requestId: string,
  { stored, shownBy, isWhole }: Own,
  services: Services,
): Promise<FoundRequest | undefined> {
  const [found, by] = await Promise.all([
    services.privacyRequests.read(requestId),
    readShownBy(requestId, services),
  ]);
  const { customerId } = found?.request ?? {};
  if (customerId === undefined || !membersOf(stored).includes(customerId)) return undefined;
  return isSameShown(by, shownBy) || isWhole ? found : undefined;
}

export async function requireOwn(
  call: Pick<Call<typeof readMyRequest>, 'caller' | 'params'>,
  services: Services,
): Promise<{ readonly found: FoundRequest; readonly own: Own }> {
  const own = await ownOf(call, services);
  const found = await findOwn(call.params.requestId, own, services);
  if (found === undefined) throw new Refusal('privacy-request.not-found');
  return { found, own };
}

/** Where the customer lives, as the record's first address says; else where who answers for the data is. */
async function placeOf({ customer }: StoredCustomer, services: Services): Promise<string> {
  const schema = await readSchema(services, customer.schema);
  const { addresses } = standardise(customer.golden.attributes, schema).record;
  const home = addresses.find(({ country }) => country !== undefined);
  if (home?.country !== undefined) {
    const hasStates = ['US', 'CA'].includes(home.country);
    const isCode = home.region !== undefined && /^[a-z]{2}$/i.test(home.region);
    return hasStates && isCode ? `${home.country}-${home.region?.toUpperCase()}` : home.country;
  }
  const [controller] = await services.governance.controllers.list();
  if (controller !== undefined) return controller.value.address.country;
  throw new Refusal('privacy-request.invalid', [
    { pointer: '/jurisdiction', rule: 'required', message: 'is needed: no address is on record' },
  ]);
}

async function ownView({ request }: FoundRequest, own: Own, services: Services) {
  const { clocksOf } = await clockingNow(services);
  const { id, rights, state, jurisdictions, receivedAt, dueAt, endedAt } = requestView(
    request,
    clocksOf(request),
  );
  const { needed, proved = [], at } = request.verification;
  const code = request.decision?.code;
  const offer = await ownPackage(request, own, services);
  return {
    id,
    rights,
    state,
    jurisdictions,
    receivedAt,
    ...(dueAt !== undefined && { dueAt }),
    verification: { needed, proved, ...(at !== undefined && { at }) },
    ...(code !== undefined && { code }),
    ...(endedAt !== undefined && { endedAt }),
    ...(offer !== undefined && { package: offer }),
  };
}
