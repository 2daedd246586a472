import * as z from 'zod';
import { channels } from '#core/consent/consent-event';
import { packageRights } from '#core/privacy-package/privacy-package';
import { requestRights } from '#core/privacy-request/privacy-request';
import {
  attributeName,
  attributes,
  customerId,
  instant,
  json,
  provenance,
  requestId,
  sourceId,
  spokeName,
} from '#functions/shared/fields';

const texts = z.array(z.string()).readonly();
const names = z.array(attributeName).readonly();
const title = z.string().optional().describe('In the words of the business.');
const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();
const channel = z.enum(channels);
const classification = z.enum(['public', 'personal', 'sensitive']);

const record = z.strictObject({
  spoke: spokeName.describe('The system that sent it.'),
  title,
  sourceId: sourceId.describe('Its id there.'),
  updatedAt: instant.describe('When that system last changed it.'),
  receivedAt: instant,
  provenance,
  isProvided: z.boolean().describe('The person gave it, or it was observed: GDPR art. 20.'),
  attributes,
});

const profileEntry = z.strictObject({
  attribute: attributeName,
  title,
  classification,
  value: json,
  saidBy: z.enum(['sources', 'you', 'staff']),
  sources: list(z.strictObject({ spoke: spokeName, title, since: instant })),
});

const access = z.strictObject({
  profile: list(profileEntry).describe('The golden record: what the hub made of the records.'),
  categories: list(z.strictObject({ category: classification, attributes: names })),
  purposes: list(
    z.strictObject({
      purpose: z.string(),
      title: z.string(),
      benefit: z.string().optional(),
      legalBases: texts,
      attributes: names,
    }),
  ),
  recipients: list(
    z.strictObject({
      spoke: spokeName,
      title,
      holdsRecords: z.boolean(),
      hearsOfChanges: z.boolean(),
      attributes: names.describe('What it may read.'),
      purposes: texts,
    }),
  ),
  thirdParties: list(z.strictObject({ name: z.string(), purposes: texts.optional() })),
  storedIn: texts.describe('Countries, ISO 3166-1.'),
  retention: z.string().optional(),
  sources: list(
    z.strictObject({
      spoke: spokeName,
      title,
      provenance: list(provenance),
      records: z.int().positive(),
    }),
  ),
  rights: list(z.strictObject({ right: z.string(), says: z.string() })),
  complaint: z.string(),
  automatedDecisions: z.strictObject({
    says: z.string(),
    comparedBy: names,
    joinedByMachine: z.int().nonnegative(),
    joinedByStaff: z.int().nonnegative(),
  }),
  consents: list(
    z.strictObject({
      eventId: z.string(),
      kind: z.string(),
      purpose: z.string(),
      title,
      channels: list(channel),
      isOfOneAddress: z.boolean(),
      at: instant,
      recordedAt: instant,
      expiresAt: instant.optional(),
      corrects: z.string().optional(),
      proof: attributes.optional().describe('How it came about.'),
    }),
  ),
  contact: list(
    z.strictObject({
      purpose: z.string(),
      title: z.string(),
      channels: list(
        z.strictObject({
          channel,
          status: z.string(),
          isUsed: z.boolean(),
          legalBasis: z.string().optional(),
          because: texts.describe('Codes of docs/consent.md.'),
        }),
      ),
    }),
  ),
  restrictions: list(
    z.strictObject({
      kind: z.enum(['restriction', 'legal-hold']),
      ground: z.string(),
      from: instant,
      until: instant.optional(),
      attributes: names.optional(),
      isOpen: z.boolean(),
    }),
  ),
  requests: list(
    z.strictObject({
      requestId,
      rights: list(z.enum(requestRights)),
      state: z.string(),
      receivedAt: instant,
      endedAt: instant.optional(),
    }),
  ),
  history: list(
    z.strictObject({
      at: instant,
      says: z.string(),
      by: z.enum(['you', 'staff', 'system', 'hub']),
      changed: names,
    }),
  ),
  isHistoryWhole: z.boolean(),
});

/** What a person gets who asked for access or portability; docs/privacy-package.md. */
export const packageShape = z.strictObject({
  format: z.literal('goldspoke.privacy-package.v1'),
  madeAt: instant,
  request: z.strictObject({
    requestId,
    rights: list(z.enum(packageRights)),
    jurisdictions: texts,
    receivedAt: instant,
  }),
  controller: z
    .strictObject({
      legalName: z.string(),
      contact: z.string(),
      address: attributes,
      email: z.string(),
      phone: z.string(),
      policyUrl: z.string(),
    })
    .optional(),
  kind: z.enum(['person', 'organisation']),
  customerIds: list(customerId).describe('Ids under which the hub knows the person.'),
  records: list(record),
  ownWords: list(z.strictObject({ attribute: attributeName, value: json, at: instant })),
  portable: z
    .strictObject({
      jsonLd: attributes.describe('A schema.org Person or Organization.'),
      jCard: z.array(json).readonly().describe('A vCard 4.0, RFC 7095.'),
    })
    .optional(),
  access: access.optional().describe('GDPR art. 15(1); where access was asked for.'),
  annexes: z
    .record(spokeName, z.strictObject({ receivedAt: instant, data: attributes }))
    .describe('What systems added, by system.'),
});
