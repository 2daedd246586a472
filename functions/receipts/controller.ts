import { type Controller, controllerName } from '#core/consent/controller';
import { Refusal } from '#core/kernel/refusal';
import { Answer, type Handle } from '#functions/shared/handle';
import { etag } from '#functions/shared/views';
import { withoutAbsent } from '#functions/shared/without-absent';
import type { Governed } from '#store/ports';
import type * as contracts from './contract.ts';

/** Writes the next version; the same again changes nothing. */
export const handlePutController: Handle<typeof contracts.putController> = async (
  { body, ifRevision, actorId, correlationId },
  services,
) => {
  const controller: Controller = {
    ...body,
    name: controllerName,
    version: 1,
    address: withoutAbsent(body.address),
    recipients: body.recipients.map(withoutAbsent),
  };
  const change = { actor: actorId, action: 'controller.put', correlationId, at: services.clock() };
  const governed = await services.governance.controllers.put(controller, change, ifRevision);
  services.log('controller put', { version: governed.value.version, correlationId });
  return new Answer(viewOf(governed), {
    status: governed.revision === 1 && governed.updatedAt === change.at ? 201 : 200,
    headers: etag(governed.revision),
  });
};

export const handleReadController: Handle<typeof contracts.readController> = async (
  _,
  { governance },
) => {
  const found = await governance.controllers.read(controllerName);
  if (found === undefined) throw new Refusal('controller.not-found');
  return new Answer(viewOf(found), { headers: etag(found.revision) });
};

function viewOf({ value, revision, updatedAt }: Governed<Controller>) {
  const { name: _, ...view } = value;
  return { ...view, revision, updatedAt };
}
