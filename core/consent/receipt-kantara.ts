import type { JsonObject } from '#core/kernel/types';
import type { Channel } from './consent-event.ts';
import { jurisdictionOf, type ReceiptSource, recipientsOf, secondsOf } from './receipt-source.ts';

/** Purposes for which a category is needed that laws protect beyond others. */
const sensitiveKinds = ['special_category', 'sensitive_beyond_permitted'];

const contactChannels: readonly Channel[] = ['email', 'sms', 'voice', 'voice-automated', 'post'];

/**
 * A receipt of one entry in the form of the Kantara Initiative, Consent Receipt Specification 1.1.0.
 * That form has words for a consent that holds and for nothing else: of every other entry it is
 * `undefined`. The optional `publicKey` is left out: nobody should trust a key that comes along with
 * what it signed.
 */
export function receiptKantara(source: ReceiptSource): JsonObject | undefined {
  const { event, collection, controller, notice, purpose, outcome } = source;
  if (outcome.status !== 'given') return undefined;
  const spiCat = purpose.kinds.filter((each) => sensitiveKinds.includes(each));
  return {
    version: 'KI-CR-v1.1.0',
    jurisdiction: jurisdictionOf(source),
    consentTimestamp: secondsOf(event.at),
    collectionMethod: collection.method,
    consentReceiptID: event.eventId,
    // ISO 639-1 has no region; where nobody told, the member is optional.
    ...(notice?.language !== undefined && { language: notice.language.slice(0, 2) }),
    piiPrincipalId: event.customerId,
    piiControllers: [controllerOf(source)],
    policyUrl: controller.policyUrl,
    services: [{ service: controller.legalName, purposes: [purposeOf(source)] }],
    sensitive: spiCat.length > 0,
    spiCat: [...spiCat],
  };
}

function controllerOf({ controller }: ReceiptSource): JsonObject {
  const { address } = controller;
  return {
    piiController: controller.legalName,
    onBehalf: false,
    contact: controller.contact,
    address: {
      streetAddress: address.street,
      ...(address.locality !== undefined && { addressLocality: address.locality }),
      ...(address.region !== undefined && { addressRegion: address.region }),
      ...(address.postcode !== undefined && { postalCode: address.postcode }),
      addressCountry: address.country,
    },
    email: controller.email,
    phone: controller.phone,
  };
}

function purposeOf(source: ReceiptSource): JsonObject {
  const { event, controller, purpose, outcome } = source;
  const recipients = recipientsOf(source);
  return {
    purpose: purpose.title,
    purposeCategory: purpose.kinds.length > 0 ? [...purpose.kinds] : [purpose.name],
    consentType: 'EXPLICIT',
    piiCategory: outcome.channels.some((each) => contactChannels.includes(each))
      ? ['2 - Contact']
      : ['personal data'],
    primaryPurpose: false,
    termination:
      event.expiresAt === undefined
        ? `until withdrawn at ${controller.withdrawalUrl}`
        : `on ${event.expiresAt}, or when withdrawn at ${controller.withdrawalUrl}`,
    thirdPartyDisclosure: recipients.length > 0,
    ...(recipients.length > 0 && { thirdPartyName: recipients.join(', ') }),
  };
}
