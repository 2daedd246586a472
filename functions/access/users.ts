import { type Grant, rootUnit } from '#core/access/grant';
import { Refusal } from '#core/kernel/refusal';
import { Answer, type Handle } from '#functions/shared/handle';
import { isAllowedAddress } from '#functions/shared/is-allowed-address';
import { etag } from '#functions/shared/views';
import type { User } from '#store/users';
import type { listUsers, putUser, readUser } from './contract.ts';
import { type Manager, mayManage, maySee, requireGrantable, tidyGrants } from './reach.ts';
import type { AccessServices, HandleAccess } from './services.ts';

/**
 * Says what a person may do, and whether he still works here; who is new is invited. Of the person's
 * grants those are replaced which lie within the caller's reach, the others stay. Whoever has grants
 * beyond it is ended, and taken back, by others alone. Ended first here and then in the user pool, taken
 * back the other way round, so that a call that broke off is simply sent again.
 */
export const handlePutUser: HandleAccess<typeof putUser> = async (call, services) => {
  const { params, body, ifRevision, actorId, correlationId } = call;
  if (!isAllowedAddress(params.email, services.allowedEmailDomains))
    throw new Refusal('user.address-not-allowed');
  const before = await services.users.find(params.email);
  const grants = await grantsAfter(call, body.grants, before, services);
  const known = before?.grants ?? [];
  const isBeyond = known.some(({ orgUnit }) => !mayManage(call, orgUnit));
  const isNearby = [...grants, ...known].some(({ orgUnit }) => mayManage(call, orgUnit));
  // In the same words whether there is such a person or not.
  if (!isNearby && !mayManage(call, rootUnit)) throw new Refusal('auth.forbidden');
  if (isBeyond && body.state !== before?.state) throw new Refusal('auth.forbidden');
  const change = { actor: actorId, action: 'user.put', correlationId, at: services.clock() };
  const put = (userId: string, state: User['state']) =>
    services.users.put(
      { userId, email: params.email, grants, state },
      change,
      before === undefined || before.userId === userId ? ifRevision : undefined,
    );

  let user: User;
  if (body.state === 'ended') {
    if (before === undefined) throw new Refusal('user.not-found');
    user = await put(before.userId, 'ended');
    await services.directory.closePerson(poolIdOf(before));
  } else {
    const userId = `usr_${await services.directory.addPerson(params.email)}`;
    if (before?.state === 'ended') await services.directory.openPerson(poolIdOf({ userId }));
    // Made anew in the pool: the old one opens nothing any more.
    if (before !== undefined && before.userId !== userId) await put(before.userId, 'ended');
    user = await put(userId, 'active');
  }
  services.log('user put', { userId: user.userId, state: user.state, correlationId });
  return new Answer(viewOf(call, user), {
    status: before === undefined ? 201 : 200,
    headers: etag(user.revision),
  });
};

export const handleReadUser: Handle<typeof readUser> = async (call, { users }) => {
  const user = await users.find(call.params.email);
  if (user === undefined || !isSeen(call, user)) throw new Refusal('user.not-found');
  return new Answer(viewOf(call, user), { headers: etag(user.revision) });
};

/** A page may hold fewer than asked for: people beyond the caller's reach are left out. */
export const handleListUsers: Handle<typeof listUsers> = async (call, { users }) => {
  const page = await users.list(call.query);
  return {
    ...page,
    items: page.items.filter((user) => isSeen(call, user)).map((user) => viewOf(call, user)),
  };
};

/** What was granted before and lies beyond the caller's reach, and what he grants now. */
async function grantsAfter(
  manager: Manager,
  wanted: readonly Grant[],
  before: User | undefined,
  services: AccessServices,
): Promise<readonly Grant[]> {
  const known = before?.grants ?? [];
  for (const [index, grant] of wanted.entries()) {
    const isKept = known.some(
      ({ role, orgUnit }) => role === grant.role && orgUnit === grant.orgUnit,
    );
    if (!isKept || !mayManage(manager, grant.orgUnit))
      await requireGrantable(services, manager, grant, {
        role: `/grants/${index}/role`,
        orgUnit: `/grants/${index}/orgUnit`,
      });
  }
  return tidyGrants([...known.filter(({ orgUnit }) => !mayManage(manager, orgUnit)), ...wanted]);
}

/** Who was granted nothing belongs to the root. */
const isSeen = (manager: Pick<Manager, 'access'>, { grants }: User): boolean =>
  grants.length === 0
    ? maySee(manager, rootUnit)
    : grants.some(({ orgUnit }) => maySee(manager, orgUnit));

const viewOf = (manager: Pick<Manager, 'access'>, user: User) => ({
  userId: user.userId,
  email: user.email,
  state: user.state,
  grants: user.grants.filter(({ orgUnit }) => maySee(manager, orgUnit)),
  createdAt: user.createdAt,
  updatedAt: user.updatedAt,
  revision: user.revision,
});

const poolIdOf = ({ userId }: Pick<User, 'userId'>) => userId.slice('usr_'.length);
