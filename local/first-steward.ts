import { randomBytes, randomUUID } from 'node:crypto';
import { rootUnit } from '#core/access/grant';
import type { Services } from '#functions/shared/handle';
import { secretFile } from './secret-file.ts';
import type { UserPool } from './user-pool.ts';

/** Whom `npm start` prints: a steward of this machine's user pool. */
export interface SignInData {
  readonly email: string;
  readonly password: string;
}

const email = 'steward@example.com';

/**
 * A person with the role of a steward, who signs in with the password that is kept in `file` (mode
 * 0600). Made on the first start; whoever ended this person since has ended it.
 */
export async function firstSteward(
  pool: UserPool,
  { users, clock }: Pick<Services, 'users' | 'clock'>,
  file: string,
): Promise<SignInData> {
  const password = secretFile(file, () => randomBytes(12).toString('base64url'));
  const userId = `usr_${await pool.admit(email, password)}`;
  if ((await users.access(userId)) === undefined)
    await users.put(
      { userId, email, grants: [{ role: 'steward', orgUnit: rootUnit }], state: 'active' },
      { actor: 'local', action: 'user.put', correlationId: randomUUID(), at: clock() },
    );
  return { email, password };
}
