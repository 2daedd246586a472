import { canonical } from '#core/kernel/canonical';
import { Refusal } from '#core/kernel/refusal';
import { asLate } from '#functions/shared/quietly';
import { membersOf } from '#functions/shared/record-consent';
import { withoutAbsent } from '#functions/shared/without-absent';
import type { createPrivacyRequest } from './contract.ts';
import { customerAbout, heldCustomer } from './customer-about.ts';
import { isSensitive } from './is-sensitive.ts';
import { ofNobody } from './of-nobody.ts';
import type { HandlePrivacy } from './services.ts';
import { takeIn } from './take-in.ts';
import { answerOf } from './view.ts';

/** By one caller about one person in a day: every other look at the person's requests reads them all. */
const requestsAboutOne = { most: 30, withinSeconds: 24 * 60 * 60 };

/**
 * Takes a request in and starts its workflow. Where it is `about` somebody whose id is not known,
 * neither answer nor time tell whether anybody was found.
 */
export const handleCreatePrivacyRequest: HandlePrivacy<typeof createPrivacyRequest> = (
  call,
  services,
) =>
  call.body.about === undefined ? create(call, services) : asLate(() => create(call, services));

const create: HandlePrivacy<typeof createPrivacyRequest> = async (call, services) => {
  const { body, caller, actorId, correlationId } = call;
  const { customerId, about, jurisdiction, rights, channel, note, details = {} } = body;
  if (customerId !== undefined && about !== undefined)
    throw invalid('/about', 'belongs to a request without `customerId`');
  if (caller.spoke !== undefined && channel !== 'spoke')
    throw invalid('/channel', 'is `spoke` for a token that acts for one');
  const whom = canonical({ by: caller.spoke ?? actorId, whom: customerId ?? about ?? null });
  const isAboutSomebody = customerId !== undefined || about !== undefined;
  if (isAboutSomebody && !(await services.tries.take('requests', whom, requestsAboutOne)))
    throw new Refusal('privacy-request.too-many-tries');
  const stored =
    customerId !== undefined
      ? await heldCustomer(customerId, call, services)
      : about && (await customerAbout(about, call, services));
  const taken = await takeIn(
    {
      rights,
      channel,
      jurisdictions: [jurisdiction].flat(),
      ...(stored !== undefined && {
        customerId: stored.customer.customerId,
        members: membersOf(stored),
        isSensitive: await isSensitive(stored, services),
      }),
      details: {
        ...(note !== undefined && { note }),
        ...(about !== undefined && { about }),
        ...withoutAbsent(details),
      },
      actor: actorId,
      correlationId,
    },
    services,
  );
  if (about === undefined) return answerOf(taken, services, 201);
  return answerOf({ ...taken, request: ofNobody(taken.request) }, services, 201);
};

const invalid = (pointer: string, message: string) =>
  new Refusal('privacy-request.invalid', [{ pointer, rule: 'intake', message }]);
