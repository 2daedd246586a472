/**
 * The two forms of a receipt as JSON Schemas, from what their specifications say. Kantara Consent Receipt
 * Specification 1.1.0 (2018), sections 4 and appendix: names, types, and which members must be there; the
 * members that must and may are those of its tables. ISO/IEC TS 27560:2023 in terms of DPV: the fields that
 * w3id.org/dpv/guides/consent-27560 calls mandatory.
 */
const text = { type: 'string', minLength: 1 };
const object = (properties: object, optional: readonly string[] = []) => ({
  type: 'object',
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
  additionalProperties: false,
});
const listOf = (items: object, minItems = 1) => ({ type: 'array', items, minItems });

export const kantaraSchema = object(
  {
    version: { const: 'KI-CR-v1.1.0' },
    jurisdiction: text,
    consentTimestamp: { type: 'integer', minimum: 0 },
    collectionMethod: text,
    consentReceiptID: text,
    publicKey: text,
    language: { type: 'string', pattern: '^[a-z]{2}$' },
    piiPrincipalId: text,
    piiControllers: listOf(
      object(
        {
          piiController: text,
          onBehalf: { type: 'boolean' },
          contact: text,
          address: object(
            {
              streetAddress: text,
              addressLocality: text,
              addressRegion: text,
              postalCode: text,
              addressCountry: { type: 'string', pattern: '^[A-Z]{2}$' },
            },
            ['addressLocality', 'addressRegion', 'postalCode'],
          ),
          email: { type: 'string', format: 'email' },
          phone: text,
          piiControllerUrl: { type: 'string', format: 'uri' },
        },
        ['onBehalf', 'piiControllerUrl'],
      ),
    ),
    policyUrl: { type: 'string', format: 'uri' },
    services: listOf(
      object({
        service: text,
        purposes: listOf(
          object(
            {
              purpose: text,
              purposeCategory: listOf(text),
              consentType: { enum: ['EXPLICIT', 'IMPLICIT'] },
              piiCategory: listOf(text),
              primaryPurpose: { type: 'boolean' },
              termination: text,
              thirdPartyDisclosure: { type: 'boolean' },
              thirdPartyName: text,
            },
            ['primaryPurpose', 'thirdPartyName'],
          ),
        ),
      }),
    ),
    sensitive: { type: 'boolean' },
    spiCat: listOf(text, 0),
  },
  ['publicKey', 'language'],
);

const typed = (type: string, properties: object = {}, optional: readonly string[] = []) =>
  object({ '@type': { const: type }, ...properties }, optional);
const iri = { type: 'string', format: 'uri' };
const instant = { type: 'string', format: 'date-time' };
const term = (prefix: string) => ({ type: 'string', pattern: `^${prefix}:[A-Za-z]+$` });
const place = object(
  { '@id': { type: 'string', pattern: '^loc:[A-Z]{2}$' }, 'dct:identifier': text },
  ['@id'],
);

const record = typed('dpv:ConsentRecord', {
  'dct:conformsTo': { const: 'https://w3id.org/dpv/schema/dpv-27560#record' },
  'dct:identifier': text,
  'dpv:hasIdentifier': text,
  'dpv:hasDataSubject': typed('dpv:DataSubject', { 'dct:identifier': text }),
  'dpv:hasDataController': typed('dpv:DataController', {
    'dct:identifier': text,
    'dct:hasVersion': text,
    'dpv:hasName': text,
    'dpv:hasAddress': {
      type: 'object',
      required: ['schema:streetAddress', 'schema:addressCountry'],
    },
    'dpv:hasContact': { type: 'object', required: ['schema:name', 'schema:email'] },
  }),
  'dpv:hasJurisdiction': place,
  'dpv:hasLegalBasis': term('dpv'),
  'dpv:hasProcess': typed('dpv:Process', {
    'dct:title': text,
    'dpv:hasPurpose': object({
      '@type': term('dpv'),
      'dct:identifier': text,
      'dct:hasVersion': text,
    }),
    'dpv:hasPersonalData': listOf(term('(dpv|pd)')),
    'dpv:hasDataSource': typed('dpv:DataSubject'),
    'dpv:hasRecipient': listOf(object({ '@type': term('dpv'), 'dpv:hasName': text })),
    'dpv:hasStorageCondition': {
      type: 'array',
      prefixItems: [
        typed('dpv:StorageLocation', { 'dpv:hasLocation': listOf(place) }),
        typed('dpv:StorageDuration', { 'dpv:hasDuration': text }),
      ],
      minItems: 2,
      maxItems: 2,
    },
  }),
  'dpv:hasNotice': {
    oneOf: [
      typed('dpv:PrivacyNotice', { '@id': iri, 'dct:language': text }),
      typed(
        'dpv:ConsentNotice',
        {
          'dct:identifier': text,
          'dct:hasVersion': text,
          'dct:language': text,
          'schema:sha256': { type: 'string', pattern: '^[0-9a-f]{64}$' },
          'dct:source': object({ '@id': iri }),
        },
        ['schema:sha256'],
      ),
    ],
  },
  'dpv:hasConsentControl': typed('dpv:WithdrawConsent', { 'dpv:isExercisedAt': iri }),
  'dpv:hasConsentStatus': object({
    '@type': listOf(term('dpv')),
    'dpv:isIndicatedBy': { enum: ['dpv:DataSubject', 'dpv:ParentOfDataSubject'] },
    'dpv:hasIndicationMethod': text,
    'dpv:isIndicatedAtTime': instant,
    'dct:date': instant,
    'dct:valid': text,
  }),
});

export const iso27560Schema = typed('dpv:ConsentReceipt', {
  '@context': { type: 'object' },
  'dct:conformsTo': { const: 'https://w3id.org/dpv/schema/dpv-27560#receipt' },
  'dct:identifier': text,
  'dpv:hasIdentifier': text,
  'dct:created': instant,
  'dct:publisher': text,
  'dpv:hasRecordOfActivity': record,
});
