import { randomBytes, randomUUID } from 'node:crypto';
import type { Services } from '#functions/shared/handle';
import { hashOfToken } from '#functions/shared/token-hash';
import type { ApiToken } from '#store/ports';

const livesMs = 24 * 60 * 60 * 1000;

/**
 * An administrator's token for a hub that has none, made by whoever holds the account's credentials.
 * It ends by itself after a day: long enough to make named ones with it. Only its hash is stored.
 */
export async function makeFirstToken({
  tokens,
  clock,
  newId,
}: Pick<Services, 'tokens' | 'clock' | 'newId'>): Promise<{ token: ApiToken; secret: string }> {
  const createdAt = clock();
  const secret = `gsp_${randomBytes(32).toString('base64url')}`;
  const token: ApiToken = {
    tokenId: newId('tok'),
    title: 'First administrator',
    role: 'administrator',
    createdAt,
    expiresAt: new Date(Date.parse(createdAt) + livesMs).toISOString(),
  };
  await tokens.create(token, hashOfToken(secret), {
    actor: 'operator',
    action: 'token.create',
    correlationId: randomUUID(),
    at: createdAt,
  });
  return { token, secret };
}
