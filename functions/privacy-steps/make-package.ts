import type { StoredCustomer } from '#core/identity/change';
import { assemble } from '#core/privacy-package/assemble';
import type { PrivacyRequest, Work } from '#core/privacy-request/privacy-request';
import { fitsAnswer } from '#functions/privacy-packages/package-text';
import type { PrivacyServices } from '#functions/privacy-requests/services';
import { readShownBy } from '#functions/privacy-requests/shown-by';
import { readSchema } from '#functions/shared/context';
import type { Services } from '#functions/shared/handle';
import { holdersOf, pointsOf } from '#functions/shared/holders-of';
import { contactPointsIn } from '#functions/shared/proven-records';
import { senderOf } from '#functions/shared/request-letter';
import type { LetterAddress } from '#store/letters';
import { openEndOf, type PackageLetter } from '#store/packages';
import { packageFacts } from './package-facts.ts';
import type { Act } from './work.ts';

/**
 * Makes the package for access, for portability or for both: one of them all, sealed under a key of its
 * own. Spokes add theirs while the request is open; the letter goes out when it is closed.
 */
export const makePackage: Act = async (request, services) => {
  const { requestId, customerId = '' } = request;
  const done = { state: 'done', endedAt: services.clock() } as const;
  if ((await services.packages.endOf(requestId)) !== undefined) return done;
  const [stored] = await services.customers.load([customerId]);
  if (stored === undefined) return { ...done, code: 'nothing-held' };
  return writePackage(request, stored, services);
};

/** Makes it of what is held now, in place of one that is there. */
export async function writePackage(
  request: PrivacyRequest,
  stored: StoredCustomer,
  services: PrivacyServices,
): Promise<Work> {
  const { requestId, correlationId } = request;
  const done = { state: 'done', endedAt: services.clock() } as const;
  const made = assemble(await packageFacts(request, stored, services));
  if (!fitsAnswer(made)) return { ...done, state: 'partial', code: 'package-too-large' };
  const letter = await letterFor(requestId, stored, services);
  await services.packages.write({
    requestId,
    madeAt: made.madeAt,
    endsAt: openEndOf(made.madeAt),
    text: JSON.stringify(made),
    ...(letter !== undefined && { letter }),
  });
  services.log('package made', { requestId, records: made.records.length, correlationId });
  return done;
}

/**
 * Where the letter goes: to the address that was shown, if somebody sends letters there and nobody else
 * has it. Where none was, to the first, e-mail before phone, that all records agree on: of one that is
 * in some of them, nobody made sure that it is not a stranger's. An erasure may follow, so it is settled now.
 */
async function letterFor(
  requestId: string,
  stored: StoredCustomer,
  services: Services,
): Promise<PackageLetter | undefined> {
  const spokes = (await services.governance.spokes()).map(({ value }) => value);
  const { customer } = stored;
  const { language } = customer.golden.attributes;
  for (const to of await vouchedPoints(requestId, stored, services)) {
    const spoke = senderOf(spokes, customer, to.kind);
    if (spoke === undefined) continue;
    const { isShared } = await holdersOf(to, services);
    if (isShared) continue;
    return {
      customerId: customer.customerId,
      spoke,
      to,
      ...(typeof language === 'string' && { language }),
    };
  }
  return undefined;
}

async function vouchedPoints(
  requestId: string,
  stored: StoredCustomer,
  services: Services,
): Promise<readonly LetterAddress[]> {
  const { pointToken } = await readShownBy(requestId, services);
  const points = await pointsOf(stored, services);
  if (pointToken !== undefined) {
    const tokens = await Promise.all(
      points.map(({ kind, value }) => services.consents.contactPoint(kind, value)),
    );
    return points.filter((_, at) => tokens[at] === pointToken);
  }
  const schema = await readSchema(services, stored.customer.schema);
  const said = stored.customer.members
    .flatMap(({ records }) => records.map(({ attributes }) => contactPointsIn(attributes, schema)))
    .filter((each) => each.length > 0);
  return points.filter(({ value }) =>
    said.every((each) => each.some((own) => own.value === value)),
  );
}
