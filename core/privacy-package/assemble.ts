import type { Controller } from '#core/consent/controller';
import type { Customer, SourceRecord } from '#core/identity/customer';
import { compareText, type Instant } from '#core/kernel/types';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import type { Classification, CustomerSchema } from '#core/schema/customer-schema';
import { rolesOf } from '#core/standardise/features';
import { jCardOf } from './jcard.ts';
import { jsonLdOf } from './json-ld.ts';
import {
  type AccessPart,
  isPackageRight,
  type OwnWord,
  type PackageRecord,
  type PrivacyPackage,
  type ProfileEntry,
} from './privacy-package.ts';
import { providedIn } from './provided.ts';
import { withoutOthers } from './without-others.ts';

/** Everything that a package is made of; what stands of it in the package, the rights say. */
export interface PackageFacts
  extends Pick<
    AccessPart,
    | 'purposes'
    | 'recipients'
    | 'consents'
    | 'contact'
    | 'restrictions'
    | 'requests'
    | 'history'
    | 'isHistoryWhole'
  > {
  readonly request: Pick<PrivacyRequest, 'requestId' | 'rights' | 'jurisdictions' | 'receivedAt'>;
  readonly customer: Pick<Customer, 'customerId' | 'members' | 'golden'>;
  readonly schema: Pick<CustomerSchema, 'kind' | 'attributes'>;
  readonly controller?: Controller;
  /** Titles of spokes by name. */
  readonly titles: Readonly<Record<string, string>>;
  /** Whether who pinned or changed something is the person. */
  readonly isPerson: (actor: string) => boolean;
  readonly madeAt: Instant;
}

/** The package. Without annexes: spokes send theirs later. */
export function assemble(facts: PackageFacts): PrivacyPackage {
  const { request, customer, schema, controller, madeAt } = facts;
  const rights = request.rights.filter(isPackageRight);
  const own = new Set(customer.members.map(({ customerId }) => customerId));
  const all = customer.members
    .flatMap((member) => member.records)
    .toSorted((a, b) => compareText(a.spoke, b.spoke) || compareText(a.sourceId, b.sourceId))
    .map((record) => recordOf(record, facts, own));
  const ownWords = ownWordsOf(facts);
  const isWhole = rights.includes('access');
  const provided = providedIn(all, ownWords);
  return {
    format: 'goldspoke.privacy-package.v1',
    madeAt,
    request: {
      requestId: request.requestId,
      rights,
      jurisdictions: request.jurisdictions,
      receivedAt: request.receivedAt,
    },
    ...(controller !== undefined && { controller: controllerOf(controller) }),
    kind: schema.kind,
    customerIds: [...own],
    records: isWhole ? all : all.filter(({ isProvided }) => isProvided),
    ownWords,
    ...(rights.includes('portability') && {
      portable: { jsonLd: jsonLdOf(schema.kind, provided), jCard: jCardOf(schema.kind, provided) },
    }),
    ...(isWhole && { access: accessOf(facts, all, own) }),
    annexes: {},
  };
}

function recordOf(
  { spoke, sourceId, updatedAt, receivedAt, provenance, attributes }: SourceRecord,
  { titles }: PackageFacts,
  own: ReadonlySet<string>,
): PackageRecord {
  return {
    spoke,
    ...titleOf(titles, spoke),
    sourceId,
    updatedAt,
    receivedAt,
    provenance,
    isProvided: provenance === 'zero-party' || provenance === 'first-party',
    attributes: withoutOthers(attributes, own),
  };
}

const ownWordsOf = ({ customer, isPerson }: PackageFacts): readonly OwnWord[] =>
  customer.members
    .flatMap(({ pins }) => pins)
    .filter(({ actor }) => isPerson(actor))
    .map(({ attribute, value, pinnedAt }) => ({ attribute, value, at: pinnedAt }));

const controllerOf = ({ legalName, contact, address, email, phone, policyUrl }: Controller) => ({
  legalName,
  contact,
  address: { ...address },
  email,
  phone,
  policyUrl,
});

function accessOf(
  facts: PackageFacts,
  records: readonly PackageRecord[],
  own: ReadonlySet<string>,
): AccessPart {
  const { customer, schema, controller, titles } = facts;
  const { purposes, recipients, consents, contact, restrictions, requests } = facts;
  const profile = profileOf(facts, own);
  return {
    profile,
    categories: categoriesOf(facts, records),
    purposes,
    recipients,
    thirdParties: controller?.recipients ?? [],
    storedIn: controller?.storedIn ?? [],
    ...(controller !== undefined && { retention: controller.retention }),
    sources: [...Map.groupBy(records, ({ spoke }) => spoke)].map(([spoke, each]) => ({
      spoke,
      ...titleOf(titles, spoke),
      provenance: [...new Set(each.map(({ provenance }) => provenance))].toSorted(),
      records: each.length,
    })),
    rights: rightsTold,
    complaint: complaintTold,
    automatedDecisions: {
      says: matchingTold,
      comparedBy: schema.attributes
        .filter((each) => rolesOf(each, each.match).length > 0)
        .map(({ name }) => name)
        .filter((name) => profile.some(({ attribute }) => attribute === name)),
      ...joinedOf(customer.members),
    },
    consents,
    contact,
    restrictions,
    requests,
    history: facts.history,
    isHistoryWhole: facts.isHistoryWhole,
  };
}

function profileOf(
  { customer, schema, titles, isPerson }: PackageFacts,
  own: ReadonlySet<string>,
): readonly ProfileEntry[] {
  const { attributes, lineage } = customer.golden;
  return Object.keys(attributes)
    .toSorted()
    .map((attribute) => {
      const definition = schema.attributes.find(({ name }) => name === attribute);
      const entry = Object.hasOwn(lineage, attribute) ? lineage[attribute] : undefined;
      const saidBy = entry?.pin && (isPerson(entry.pin.actor) ? 'you' : 'staff');
      return {
        attribute,
        ...(definition?.title !== undefined && { title: definition.title }),
        classification: definition?.classification ?? 'sensitive',
        value: withoutOthers(attributes[attribute] ?? null, own),
        saidBy: saidBy ?? 'sources',
        sources: (entry?.sources ?? []).map(({ spoke, updatedAt: since }) => ({
          spoke,
          ...titleOf(titles, spoke),
          since,
        })),
      };
    });
}

/** Records that were put to the first one, by whom: stewards merge constituents, the program does the rest. */
function joinedOf(members: Customer['members']) {
  const all = members.flatMap(({ records }) => records).length;
  const joinedByStaff = members
    .filter(({ mergedBy }) => mergedBy === 'steward')
    .flatMap(({ records }) => records).length;
  return { joinedByMachine: Math.max(0, all - joinedByStaff - 1), joinedByStaff };
}

const categories: readonly Classification[] = ['public', 'personal', 'sensitive'];

/** Of all that is held, in the golden record or only in a record behind it. */
function categoriesOf(
  { customer, schema }: PackageFacts,
  records: readonly PackageRecord[],
): AccessPart['categories'] {
  const names = new Set([
    ...Object.keys(customer.golden.attributes),
    ...records.flatMap(({ attributes }) => Object.keys(attributes)),
  ]);
  const categoryOf = (name: string): Classification =>
    schema.attributes.find((each) => each.name === name)?.classification ?? 'sensitive';
  return categories
    .map((category) => ({
      category,
      attributes: [...names].filter((name) => categoryOf(name) === category).toSorted(),
    }))
    .filter(({ attributes }) => attributes.length > 0);
}

const titleOf = (titles: Readonly<Record<string, string>>, spoke: string) => {
  const title = Object.hasOwn(titles, spoke) ? titles[spoke] : undefined;
  return title === undefined ? {} : { title };
};

/** GDPR art. 15(1)(e), and what other laws call the same. */
const rightsTold: AccessPart['rights'] = [
  { right: 'rectification', says: 'You may have what is wrong put right and what lacks added.' },
  {
    right: 'erasure',
    says: 'You may have it deleted, unless a law or a legal claim asks that it is kept.',
  },
  {
    right: 'restriction',
    says: 'You may have it kept and not used, while something about it is open.',
  },
  {
    right: 'objection',
    says: 'You may object to its use for a legitimate interest, and to marketing at any time.',
  },
  {
    right: 'portability',
    says: 'You may have what you provided in a form that other services can read.',
  },
  {
    right: 'withdrawal',
    says: 'You may withdraw any consent at any time; what was done before stays lawful.',
  },
];

/** GDPR art. 15(1)(f) and 77(1). */
const complaintTold =
  'You may complain to a data protection authority: where you live, where you work, or where you think that it went wrong.';

/** GDPR art. 15(1)(h): how, and that nothing is decided about anybody by it. */
const matchingTold =
  'A program compares records and takes those for one person that agree on enough of what is named here; rare values count more than common ones. What it is not sure of, a member of staff decides. Whether you may be contacted is worked out from what you said and from the law. Nothing else is decided about you by a program of this system.';
