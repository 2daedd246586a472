import type { StoredCustomer } from '#core/identity/change';
import { matchesOf } from '#functions/customers/match-customers';
import { contactPointIn } from '#functions/shared/contact-point-in';
import type { Call, Services } from '#functions/shared/handle';
import { holdersOf } from '#functions/shared/holders-of';
import { customerView } from '#functions/shared/views';
import type { listRequestCandidates } from './contract.ts';
import { customerAbout } from './customer-about.ts';
import { livingBehind } from './living-behind.ts';
import { findRequest } from './read-requests.ts';
import type { About } from './request-fields.ts';
import { requestsInYear } from './requests-in-year.ts';
import type { HandlePrivacy } from './services.ts';

type Asked = Call<typeof listRequestCandidates>;

/**
 * Whom the request may be about: who is known already, or whom its crosswalk, address or description
 * leads to; with the number of requests of each in a year, by which excessive ones are told.
 */
export const handleListRequestCandidates: HandlePrivacy<typeof listRequestCandidates> = async (
  call,
  services,
) => {
  const { requestId } = call.params;
  const { request } = await findRequest(requestId, services);
  const { customerId } = request;
  if (customerId !== undefined) {
    const stored = await livingBehind(customerId, services);
    const candidates = stored === undefined ? [] : [await plain(stored, 'known', call, services)];
    return { customerId, candidates };
  }
  const details = await services.privacyRequests.details(requestId);
  // Checked when the request was taken in.
  const about = details?.about as About | undefined;
  return { candidates: about === undefined ? [] : await candidatesOf(about, call, services) };
};

async function candidatesOf(about: About, call: Asked, services: Services) {
  if ('attributes' in about) return described(about, call, services);
  if ('contactPoint' in about) {
    const to = contactPointIn(about.contactPoint);
    const { holders } = to === undefined ? { holders: [] } : await holdersOf(to, services);
    return Promise.all(holders.map((each) => plain(each, 'contact-point', call, services)));
  }
  const stored = await customerAbout(about, call, services);
  return stored === undefined ? [] : [await plain(stored, 'crosswalk', call, services)];
}

async function plain(stored: StoredCustomer, because: string, call: Asked, services: Services) {
  const { customerId, attributes, hidden } = await customerView(stored, call, services);
  const { customer } = stored;
  return {
    customerId,
    attributes,
    ...(hidden !== undefined && { hidden }),
    because,
    requestsInYear: await requestsInYear(
      customer.members.map((each) => each.customerId),
      call.params.requestId,
      services,
    ),
  };
}

async function described(
  { schema, attributes }: Extract<About, { readonly attributes: unknown }>,
  call: Asked,
  services: Services,
) {
  const { candidates } = await matchesOf({ schema, attributes }, call, services);
  return Promise.all(
    candidates.map(async ({ customerId, attributes: shown, hidden, because, score }) => {
      const stored = await livingBehind(customerId, services);
      const members = stored?.customer.members.map((each) => each.customerId) ?? [customerId];
      return {
        customerId,
        attributes: shown,
        ...(hidden !== undefined && { hidden }),
        because,
        score,
        requestsInYear: await requestsInYear(members, call.params.requestId, services),
      };
    }),
  );
}
