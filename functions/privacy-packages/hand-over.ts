import { Refusal } from '#core/kernel/refusal';
import { notPossible } from '#core/privacy-request/advance';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import { findRequest } from '#functions/privacy-requests/read-requests';
import { Answer, type Call, type Handle, type Services } from '#functions/shared/handle';
import { ownPagePolicy } from '#functions/shared/security-headers';
import type { KeptPackage } from '#store/packages';
import type { downloadPackage, readPackage, sendPackage, showPackage } from './contract.ts';
import { keptPackage } from './kept-package.ts';
import { packageLink, sendPackageLetter } from './offer-package.ts';
import { gonePage, offerPage } from './offer-page.ts';
import { type PackageFormat, packageText } from './package-text.ts';

/** As of letters that ask for a proof. */
const lettersPerAddress = { most: 6, withinSeconds: 24 * 60 * 60 };

/** For an officer who hands it over himself. */
export const handleReadPackage: Handle<typeof readPackage> = async (call, services) => {
  const { params, query, actorId, correlationId } = call;
  const { request } = await findRequest(params.requestId, services);
  const kept = await keptOf(request, services);
  await leaveTrace(actorId, query.format, params.requestId, correlationId, services);
  return answerOf(kept, query.format, services);
};

/** Another link, where one was lost, used up or is over. */
export const handleSendPackage: Handle<typeof sendPackage> = async (call, services) => {
  const { params, actorId, correlationId } = call;
  const { request } = await findRequest(params.requestId, services);
  // Before its end spokes may still add to it.
  if (request.endedAt === undefined) throw notPossible(request);
  const kept = await keptOf(request, services);
  if (kept.letter === undefined) throw new Refusal('package.no-address');
  const address = `${kept.letter.to.kind} ${kept.letter.to.value}`;
  if (!(await services.tries.take('package-letter-to', address, lettersPerAddress)))
    throw new Refusal('privacy-request.too-many-tries');
  const sent = await sendPackageLetter(kept, { actor: actorId, correlationId }, services);
  if (sent === undefined) throw new Refusal('package.no-address');
  return sent;
};

/** The page with the buttons; programs that look links up in advance use nothing up by it. */
export const handleShowPackage: Handle<typeof showPackage> = async (call, services) => {
  const link = await openedLink(call, services);
  const reader = readerOf(call, link);
  return 'status' in link ? gonePage(reader, link.status) : offerPage(reader);
};

export const handleDownloadPackage: Handle<typeof downloadPackage> = async (call, services) => {
  const { query, correlationId } = call;
  const link = await openedLink(call, services);
  const reader = readerOf(call, link);
  if ('status' in link) return gonePage(reader, link.status);
  const { requestId, linkId } = link;
  const kept = await packageBehind(requestId, services);
  if (kept === undefined) return gonePage(reader, 410);
  const answer = await answerOf(kept, query.format, services);
  // Used up once it is there to be sent.
  if (!(await services.packages.useOnce(requestId, `${linkId} ${query.format}`)))
    return gonePage(reader, 410);
  await leaveTrace('anonymous', query.format, requestId, correlationId, services);
  return answer;
};

interface OpenedLink {
  readonly requestId: string;
  readonly linkId: string;
  readonly language?: string;
}

const readerOf = (
  { headers }: Pick<Call<typeof showPackage>, 'headers'>,
  link: OpenedLink | { readonly status: number },
) => ({
  acceptLanguage: headers['accept-language'],
  ...('language' in link && { language: link.language }),
});

/** What a link opens, if it was signed here, has not ended and its package is there. */
async function openedLink(
  { params: { token } }: Pick<Call<typeof showPackage>, 'params'>,
  { links, packages }: Pick<Services, 'links' | 'packages'>,
): Promise<OpenedLink | { readonly status: 404 | 410 }> {
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return { status: 404 };
  const claims = await links.open(packageLink, token);
  const { requestId, linkId, language } = claims?.facts ?? {};
  if (requestId === undefined || linkId === undefined) return { status: 410 };
  if ((await packages.endOf(requestId)) === undefined) return { status: 410 };
  return { requestId, linkId, ...(language !== undefined && { language }) };
}

async function keptOf(request: PrivacyRequest, services: Services) {
  const kept = await keptPackage(request, services);
  if (kept === undefined) throw new Refusal('package.not-found');
  return kept;
}

async function packageBehind(requestId: string, services: Services) {
  const found = await services.privacyRequests.read(requestId);
  return found && keptPackage(found.request, services);
}

const types: Readonly<Record<PackageFormat, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json',
};

async function answerOf(kept: KeptPackage, format: PackageFormat, services: Services) {
  return new Answer(await packageText(format, kept, services), {
    headers: {
      'content-type': types[format],
      'content-disposition': `attachment; filename="${kept.requestId}.${format}"`,
      'x-robots-tag': 'noindex',
      ...(format === 'html' && { 'content-security-policy': ownPagePolicy }),
    },
  });
}

/** Who got it; thrown where it cannot be written, so that nothing leaves without a trace. */
const leaveTrace = (
  actor: string,
  format: PackageFormat,
  requestId: string,
  correlationId: string,
  { audit, log }: Services,
): Promise<void> => {
  log('package handed over', { requestId, format, correlationId });
  return audit.record({
    actor,
    action: 'package.export',
    about: `request:${requestId}`,
    changed: [format],
    correlationId,
  });
};
