import { Refusal } from '#core/kernel/refusal';
import { Answer, type Handle } from '#functions/shared/handle';
import { etag } from '#functions/shared/views';
import type { Governed, Spoke } from '#store/ports';
import type { listSpokes, putSpoke, readSpoke } from './contract.ts';

/** Registers or changes a spoke. The same again changes nothing. Writes the spoke and its audit entry. */
export const handlePutSpoke: Handle<typeof putSpoke> = async (
  { params, body, ifRevision, actorId, correlationId },
  services,
) => {
  const change = { actor: actorId, action: 'spoke.put', correlationId, at: services.clock() };
  const governed = await services.governance.putSpoke(
    { ...withoutAbsent(body), name: params.spoke },
    change,
    ifRevision,
  );
  services.log('spoke put', { spoke: params.spoke, revision: governed.revision, correlationId });
  return new Answer(viewOf(governed), {
    status: governed.revision === 1 && governed.updatedAt === change.at ? 201 : 200,
    headers: etag(governed.revision),
  });
};

export const handleListSpokes: Handle<typeof listSpokes> = async (_, { governance }) => {
  const spokes = await governance.spokes();
  return { items: spokes.map(viewOf) };
};

export const handleReadSpoke: Handle<typeof readSpoke> = async ({ params }, { governance }) => {
  const spoke = await governance.spoke(params.spoke);
  if (spoke === undefined) throw new Refusal('spoke.not-found');
  return new Answer(viewOf(spoke), { headers: etag(spoke.revision) });
};

const viewOf = ({ value, revision, updatedAt }: Governed<Spoke>) => ({
  ...value,
  revision,
  updatedAt,
});

/** Members that are `undefined` leave: absent and undefined are one thing in storage. */
const withoutAbsent = <T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
