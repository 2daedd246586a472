import { packageDays } from '#core/privacy-package/privacy-package';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import type { Services } from '#functions/shared/handle';
import { languageOf } from '#functions/shared/link-page-language';
import { writeLetter } from '#functions/shared/request-letter';
import type { LinkClaims } from '#store/links';
import { type KeptPackage, packageSubject } from '#store/packages';
import { keptPackage } from './kept-package.ts';

/** What `links.sign` makes for a package. */
export const packageLink = 'package';

const dayMs = 86_400_000;
/** For how long a link opens it. */
export const linkDays = 7;

const inDays = (from: string, days: number) =>
  new Date(Date.parse(from) + days * dayMs).toISOString();

/**
 * The request is closed: its package ends in so many days, and its person is told. Where none was made,
 * what spokes added to it is of use to nobody. Repeating it changes nothing.
 */
export async function offerPackage(request: PrivacyRequest, services: Services): Promise<void> {
  const { requestId, endedAt = '', correlationId } = request;
  const kept = await keptPackage(request, services);
  if (kept === undefined) return services.packages.destroy(requestId);
  const endsAt = inDays(endedAt, packageDays);
  if (kept.endsAt <= endsAt) return;
  await sendPackageLetter(kept, { actor: 'system:privacy', correlationId }, services);
  await services.packages.endAt(requestId, endsAt);
}

interface LinkedPackage extends Pick<LinkClaims, 'customerId' | 'expiresAt'> {
  readonly requestId: string;
  /** Of the person, a BCP 47 tag. */
  readonly language?: string | undefined;
}

/** A link of its own: what others used up of the package does not count for it. */
export const signPackageLink = (
  { requestId, language, ...to }: LinkedPackage,
  { links, newId }: Pick<Services, 'links' | 'newId'>,
): Promise<string> =>
  links.sign({
    kind: packageLink,
    facts: {
      requestId,
      linkId: newId('lnk'),
      ...(language !== undefined && { language: languageOf(undefined, language) }),
    },
    ...to,
  });

/**
 * Asks the spoke that owns mail to send a link. Sealed under the package's key: its customer may have
 * been erased. `undefined`: there is nowhere to send it, or nobody who does.
 */
export async function sendPackageLetter(
  { requestId, letter }: KeptPackage,
  by: { readonly actor: string; readonly correlationId: string },
  services: Services,
): Promise<{ readonly letterId: string; readonly expiresAt: string } | undefined> {
  if (letter === undefined) return undefined;
  const { customerId, spoke, to, language } = letter;
  const expiresAt = inDays(services.clock(), linkDays);
  const link = await signPackageLink({ requestId, customerId, expiresAt, language }, services);
  const letterId = await writeLetter(
    {
      kind: 'package-ready',
      customerId,
      sealedFor: packageSubject(requestId),
      spoke,
      content: { to, facts: { link }, ...(language !== undefined && { language }) },
      expiresAt,
    },
    by,
    services,
  );
  return letterId === undefined ? undefined : { letterId, expiresAt };
}
