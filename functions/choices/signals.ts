import { Refusal } from '#core/kernel/refusal';
import { followLiving } from '#functions/shared/context';
import type { Call, Handle, Services } from '#functions/shared/handle';
import { recordSignal } from '#functions/shared/record-signal';
import { isAhead } from '#functions/shared/stated-consent';
import type { readGpcSupport, tellGlobalPrivacyControl } from './contract.ts';

/** What a spoke's own pages received: `Sec-GPC: 1` of a customer whom they know. */
export const handleTellGlobalPrivacyControl: Handle<typeof tellGlobalPrivacyControl> = async (
  { body, access, caller, actorId, correlationId },
  services,
) => {
  const now = services.clock();
  if (isAhead(body.at, now)) refuse('/at', 'not-ahead', 'lies ahead of the hub’s clock');
  const spoke = spokeOf(body, caller);
  const customerId = body.customerId ?? (await constituentOf(body, spoke, services));
  const { stored, objected, honoured } = await recordSignal(
    {
      read: () => followLiving(services, { access, permission: 'consent:write' }, customerId),
      customerId,
      at: body.at === undefined || body.at > now ? now : body.at,
      actor: actorId,
      spoke,
      correlationId,
    },
    services,
  );
  return { customerId: stored.customer.customerId, objected, honoured };
};

type Body = Call<typeof tellGlobalPrivacyControl>['body'];
type Caller = Call<typeof tellGlobalPrivacyControl>['caller'];

function spokeOf({ spoke, sourceId }: Body, caller: Caller): string | undefined {
  if (caller.spoke !== undefined && spoke !== undefined && spoke !== caller.spoke)
    refuse('/spoke', 'own', 'is not the spoke that this token acts for');
  const named = spoke ?? caller.spoke;
  if (sourceId !== undefined && named === undefined)
    refuse('/spoke', 'required', 'is needed with a `sourceId`, as this token acts for no spoke');
  return named;
}

/** Nobody has this id: a record that is not there is answered like one of a customer who is not shown. */
const nobody = `cus_${'0'.repeat(26)}`;

async function constituentOf(
  { sourceId }: Body,
  spoke: string | undefined,
  { customers }: Services,
): Promise<string> {
  if (sourceId === undefined || spoke === undefined) return nobody;
  return (await customers.crosswalk({ spoke, sourceId })) ?? nobody;
}

function refuse(pointer: string, rule: string, message: string): never {
  throw new Refusal('consent.invalid', [{ pointer, rule, message }]);
}

/** When this statement was made; a later change of the specification does not change what it meant. */
const statedOn = '2026-11-22';

const gpcSupport = { gpc: true, lastUpdate: statedOn } as const;

export const handleReadGpcSupport: Handle<typeof readGpcSupport> = async () => gpcSupport;
