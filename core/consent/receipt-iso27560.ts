import type { JsonObject } from '#core/kernel/types';
import type { Channel, ConsentEvent } from './consent-event.ts';
import {
  jurisdictionOf,
  type ReceiptSource,
  type ReceiptStatus,
  recipientsOf,
  validityOf,
} from './receipt-source.ts';

/** What stands as text in the guide’s examples is an address of the vocabulary, and is typed as one. */
const asIri = { '@type': '@id' } as const;
const context = {
  dct: 'http://purl.org/dc/terms/',
  dpv: 'https://w3id.org/dpv#',
  loc: 'https://w3id.org/dpv/loc#',
  pd: 'https://w3id.org/dpv/pd#',
  schema: 'https://schema.org/',
  'dct:conformsTo': { '@id': 'dct:conformsTo', ...asIri },
  'dpv:hasLegalBasis': { '@id': 'dpv:hasLegalBasis', ...asIri },
  'dpv:hasPersonalData': { '@id': 'dpv:hasPersonalData', ...asIri },
  'dpv:isExercisedAt': { '@id': 'dpv:isExercisedAt', ...asIri },
  'dpv:isIndicatedBy': { '@id': 'dpv:isIndicatedBy', ...asIri },
} as const satisfies JsonObject;

const statuses: Readonly<Record<ReceiptStatus, string>> = {
  given: 'dpv:ConsentGiven',
  awaited: 'dpv:ConsentRequested',
  denied: 'dpv:ConsentRefused',
  withdrawn: 'dpv:ConsentWithdrawn',
  // The vocabulary has no word of its own for an objection; the entry beside this form tells.
  objected: 'dpv:ConsentRefused',
  expired: 'dpv:ConsentExpired',
  mistaken: 'dpv:ConsentInvalidated',
};

const personalData: Readonly<Record<Channel, string>> = {
  email: 'pd:EmailAddress',
  sms: 'pd:TelephoneNumber',
  voice: 'pd:TelephoneNumber',
  'voice-automated': 'pd:TelephoneNumber',
  post: 'pd:PhysicalAddress',
  push: 'dpv:PersonalData',
  'in-person': 'dpv:PersonalData',
  sharing: 'dpv:PersonalData',
  profiling: 'dpv:PersonalData',
};

/**
 * A receipt of one entry with the fields of ISO/IEC TS 27560:2023 in terms of the W3C Data Privacy
 * Vocabulary, as JSON-LD: w3id.org/dpv/guides/consent-27560. The record in it holds one event, and
 * says nothing of what came later.
 */
export function receiptIso27560(source: ReceiptSource): JsonObject {
  const { event } = source;
  return {
    '@context': context,
    '@type': 'dpv:ConsentReceipt',
    'dct:conformsTo': 'https://w3id.org/dpv/schema/dpv-27560#receipt',
    'dct:identifier': event.eventId,
    'dpv:hasIdentifier': event.eventId,
    'dct:created': event.recordedAt,
    'dct:publisher': source.controller.legalName,
    'dpv:hasRecordOfActivity': record(source),
  };
}

function record(source: ReceiptSource): JsonObject {
  const { event, controller } = source;
  return {
    '@type': 'dpv:ConsentRecord',
    'dct:conformsTo': 'https://w3id.org/dpv/schema/dpv-27560#record',
    'dct:identifier': event.eventId,
    'dpv:hasIdentifier': event.eventId,
    'dpv:hasDataSubject': { '@type': 'dpv:DataSubject', 'dct:identifier': event.customerId },
    'dpv:hasDataController': controllerNode(source),
    'dpv:hasJurisdiction': place(jurisdictionOf(source)),
    'dpv:hasLegalBasis': consentType(event),
    'dpv:hasProcess': process(source),
    'dpv:hasNotice': notice(source),
    'dpv:hasConsentControl': {
      '@type': 'dpv:WithdrawConsent',
      'dpv:isExercisedAt': controller.withdrawalUrl,
    },
    'dpv:hasConsentStatus': status(source),
  };
}

function controllerNode({ controller }: ReceiptSource): JsonObject {
  const { address } = controller;
  return {
    '@type': 'dpv:DataController',
    'dct:identifier': 'controller',
    'dct:hasVersion': String(controller.version),
    'dpv:hasName': controller.legalName,
    'dpv:hasAddress': {
      '@type': 'schema:PostalAddress',
      'schema:streetAddress': address.street,
      ...(address.locality !== undefined && { 'schema:addressLocality': address.locality }),
      ...(address.region !== undefined && { 'schema:addressRegion': address.region }),
      ...(address.postcode !== undefined && { 'schema:postalCode': address.postcode }),
      'schema:addressCountry': address.country,
    },
    'dpv:hasContact': {
      '@type': 'schema:ContactPoint',
      'schema:name': controller.contact,
      'schema:email': controller.email,
      'schema:telephone': controller.phone,
    },
  };
}

function process(source: ReceiptSource): JsonObject {
  const { purpose, controller, outcome } = source;
  return {
    '@type': 'dpv:Process',
    'dct:title': purpose.title,
    'dpv:hasPurpose': {
      '@type': purpose.dpv ?? 'dpv:Purpose',
      'dct:identifier': purpose.name,
      'dct:hasVersion': String(source.purposeRevision),
    },
    'dpv:hasPersonalData': [...new Set(outcome.channels.map((each) => personalData[each]))],
    'dpv:hasDataSource': { '@type': 'dpv:DataSubject' },
    'dpv:hasRecipient': [
      { '@type': 'dpv:DataController', 'dpv:hasName': controller.legalName },
      ...recipientsOf(source).map((name) => ({ '@type': 'dpv:ThirdParty', 'dpv:hasName': name })),
    ],
    'dpv:hasStorageCondition': [
      { '@type': 'dpv:StorageLocation', 'dpv:hasLocation': controller.storedIn.map(place) },
      { '@type': 'dpv:StorageDuration', 'dpv:hasDuration': controller.retention },
    ],
  };
}

/** Where nobody told what was shown, the policy of the business. */
function notice({ notice: shown, controller }: ReceiptSource): JsonObject {
  if (shown === undefined)
    return {
      '@id': controller.policyUrl,
      '@type': 'dpv:PrivacyNotice',
      'dct:language': unknownLanguage,
    };
  return {
    '@type': 'dpv:ConsentNotice',
    'dct:identifier': shown.id,
    'dct:hasVersion': String(shown.version),
    'dct:language': shown.language ?? unknownLanguage,
    ...(shown.hash !== undefined && { 'schema:sha256': shown.hash }),
    'dct:source': { '@id': controller.policyUrl },
  };
}

/** ISO 639-2: undetermined. */
const unknownLanguage = 'und';

const status = ({ event, collection, outcome }: ReceiptSource): JsonObject => ({
  '@type': [statuses[outcome.status], ...(outcome.status === 'given' ? [consentType(event)] : [])],
  'dpv:isIndicatedBy': event.kind === 'parental' ? 'dpv:ParentOfDataSubject' : 'dpv:DataSubject',
  'dpv:hasIndicationMethod': collection.method,
  'dpv:isIndicatedAtTime': event.at,
  'dct:date': event.at,
  'dct:valid': validityOf(event),
});

function consentType({ kind, forms = [] }: ConsentEvent): string {
  if (kind === 'imported') return 'dpv:Consent';
  return forms.length > 0 ? 'dpv:ExplicitlyExpressedConsent' : 'dpv:ExpressedConsent';
}

/** The vocabulary's own place where its name is sure: countries and the EU by two letters. */
const place = (code: string): JsonObject => ({
  ...(/^[A-Z]{2}$/.test(code) && { '@id': `loc:${code}` }),
  'dct:identifier': code,
});
