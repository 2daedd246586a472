import { randomBytes, randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { Services } from '#functions/shared/handle';
import { hashOfToken } from '#functions/shared/token-hash';
import { secretFile } from './secret-file.ts';

/**
 * The administrator's API token of this hub: the given one, else the one kept in `file` (mode 0600),
 * made on the first start and made anew when it was ended. Only its hash goes into the table.
 */
export async function administratorToken(
  services: Pick<Services, 'tokens' | 'clock' | 'newId'>,
  file: string,
  given: string | undefined,
): Promise<string> {
  if (given !== undefined && !/^[\x21-\x7e]{8,512}$/.test(given))
    throw new Error('GOLDSPOKE_TOKEN must be 8 to 512 visible ASCII characters');
  const secret = given ?? secretFile(file, newSecret);
  const known = await services.tokens.byHash(hashOfToken(secret));
  if (known === undefined) {
    await register(services, secret);
    return secret;
  }
  if (known.revokedAt === undefined) return secret;
  if (given !== undefined) throw new Error('GOLDSPOKE_TOKEN names a token that was ended');
  rmSync(file);
  const renewed = secretFile(file, newSecret);
  await register(services, renewed);
  return renewed;
}

const newSecret = (): string => `gsp_${randomBytes(32).toString('base64url')}`;

async function register(
  { tokens, clock, newId }: Pick<Services, 'tokens' | 'clock' | 'newId'>,
  secret: string,
): Promise<void> {
  const createdAt = clock();
  await tokens.create(
    {
      tokenId: newId('tok'),
      title: 'Administrator of this machine',
      role: 'administrator',
      createdAt,
    },
    hashOfToken(secret),
    { actor: 'local', action: 'token.create', correlationId: randomUUID(), at: createdAt },
  );
}
