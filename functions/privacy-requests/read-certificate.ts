import { Refusal } from '#core/kernel/refusal';
import { certificateOf, certificateType } from '#core/privacy-request/certificate';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import { Answer, type Handle, type Services } from '#functions/shared/handle';
import { otherRequestsOf } from '#functions/shared/other-requests';
import type { readCertificate } from './contract-certificate.ts';
import { findRequest } from './read-requests.ts';

/** Signs what the request says now: issued again whenever somebody asks. The audit tells who asked. */
export const handleReadCertificate: Handle<typeof readCertificate> = async (
  { params: { requestId }, actorId, correlationId },
  services,
) => {
  const { request } = await findRequest(requestId, services);
  const certificate = await signCertificate(request, services);
  await services.audit.record({
    actor: actorId,
    action: 'certificate.issue',
    about: `request:${requestId}`,
    changed: [],
    correlationId,
  });
  services.log('certificate issued', { requestId, correlationId });
  return new Answer(
    { certificate },
    { headers: { 'content-disposition': `attachment; filename="certificate-${requestId}.json"` } },
  );
};

/** Refuses with `privacy-request.no-certificate` before the hub has erased anything. */
export async function signCertificate(
  request: PrivacyRequest,
  { proofs, clock, privacyRequests }: Pick<Services, 'proofs' | 'clock' | 'privacyRequests'>,
): Promise<string> {
  const others = await otherRequestsOf(request, { privacyRequests });
  const payload = certificateOf(request, { hub: proofs.hub, now: clock(), others });
  if (payload === undefined) throw new Refusal('privacy-request.no-certificate');
  return proofs.sign(certificateType, payload);
}
