import type { AttributeDefinition, AttributeType, CustomerSchema } from './customer-schema.ts';

/** More contact points, addresses or identifiers than this are a fault of the sender, not a customer. */
const mostItems = 100;

const role = (...values: readonly string[]): AttributeDefinition => ({
  name: 'role',
  type: 'enumeration',
  values,
  classification: 'public',
});

const countryOfPhone: AttributeDefinition = {
  name: 'country',
  title: 'Country',
  description: 'ISO 3166-1 alpha-2; the country whose national spelling the number is in.',
  type: 'text',
  maxLength: 60,
  classification: 'personal',
};

const list = (items: AttributeType) => ({ type: 'list', items, maxItems: mostItems }) as const;

const emails = (...roles: readonly string[]): AttributeDefinition => ({
  name: 'emails',
  title: 'E-mail addresses',
  ...list({
    type: 'group',
    attributes: [
      { name: 'value', type: 'email', classification: 'personal', required: true },
      role(...roles),
    ],
  }),
  classification: 'personal',
  survivorship: 'union',
});

const phones = (...roles: readonly string[]): AttributeDefinition => ({
  name: 'phones',
  title: 'Phone numbers',
  ...list({
    type: 'group',
    attributes: [
      { name: 'value', type: 'phone', classification: 'personal', required: true },
      countryOfPhone,
      role(...roles),
    ],
  }),
  classification: 'personal',
  survivorship: 'union',
});

const addresses = (...roles: readonly string[]): AttributeDefinition => ({
  name: 'addresses',
  title: 'Addresses',
  ...list({ type: 'postal-address', roles }),
  classification: 'personal',
  survivorship: 'union',
});

/** Any type of identifier is taken: a business has its own (account, membership, subscription). */
const identifiers = (
  classification: 'personal' | 'sensitive',
  description: string,
): AttributeDefinition => ({
  name: 'identifiers',
  title: 'Identifiers',
  description,
  ...list({ type: 'identifier' }),
  classification,
  survivorship: 'union',
});

const socials: AttributeDefinition = {
  name: 'socials',
  title: 'Social media',
  ...list({
    type: 'group',
    attributes: [
      {
        name: 'network',
        type: 'text',
        maxLength: 60,
        classification: 'personal',
        required: true,
      },
      { name: 'handle', type: 'text', maxLength: 200, classification: 'personal', required: true },
    ],
  }),
  classification: 'personal',
  match: 'social',
  survivorship: 'union',
};

const lifecycle: AttributeDefinition = {
  name: 'lifecycle',
  title: 'Life cycle',
  description: 'Where the customer stands: a lead, a prospect, an active or a past customer.',
  type: 'enumeration',
  values: ['lead', 'prospect', 'active', 'past'],
  classification: 'public',
  survivorship: 'most-recent',
};

const segments: AttributeDefinition = {
  name: 'segments',
  title: 'Segments',
  description: 'Customer types and segments in the words of the business.',
  ...list({ type: 'text', maxLength: 100 }),
  classification: 'personal',
  survivorship: 'union',
};

const paymentType: AttributeDefinition = {
  name: 'paymentType',
  title: 'Payment type',
  type: 'enumeration',
  values: ['pre-pay', 'post-pay'],
  classification: 'personal',
  survivorship: 'most-recent',
};

const orderVolume: AttributeDefinition = {
  name: 'orderVolume',
  title: 'Order volume',
  description: 'Orders in the last twelve months.',
  type: 'number',
  integer: true,
  classification: 'personal',
  survivorship: 'most-recent',
  rules: [{ id: 'order-volume.not-negative', kind: 'range', min: 0 }],
};

const money = (
  name: string,
  title: string,
  classification: 'public' | 'personal' | 'sensitive',
): AttributeDefinition => ({
  name,
  title,
  description: 'A year, in whole units of an ISO 4217 currency.',
  type: 'group',
  attributes: [
    {
      name: 'amount',
      type: 'number',
      classification,
      required: true,
      rules: [{ id: 'amount.not-negative', kind: 'range', min: 0 }],
    },
    {
      name: 'currency',
      type: 'text',
      maxLength: 3,
      classification,
      rules: [{ id: 'currency.code', kind: 'pattern', pattern: '^[A-Z]{3}$' }],
    },
  ],
  classification,
  match: 'none',
  survivorship: 'most-recent',
});

const text = (
  name: string,
  title: string,
  maxLength: number,
  more: Partial<Pick<AttributeDefinition, 'description' | 'classification' | 'survivorship'>> = {},
): AttributeDefinition => ({
  name,
  title,
  type: 'text',
  maxLength,
  classification: 'personal',
  survivorship: 'most-recent',
  ...more,
});

/** The built-in schema of a natural person. Every attribute is optional: records may be partial. */
export const person: CustomerSchema = {
  name: 'person',
  version: 1,
  kind: 'person',
  title: 'Person',
  description: 'A natural person who is, was or may become a customer.',
  attributes: [
    {
      name: 'name',
      title: 'Name',
      type: 'person-name',
      classification: 'personal',
      survivorship: 'most-trusted',
    },
    {
      name: 'birthDate',
      title: 'Date of birth',
      type: 'date',
      classification: 'sensitive',
      match: 'birth-date',
      survivorship: 'most-frequent',
      rules: [
        {
          id: 'birth-date.plausible',
          kind: 'date-range',
          notBefore: '1880-01-01',
          notAfterToday: true,
        },
      ],
    },
    {
      name: 'gender',
      title: 'Gender',
      type: 'enumeration',
      values: ['female', 'male', 'other', 'unknown'],
      classification: 'personal',
      match: 'gender',
      survivorship: 'most-frequent',
    },
    text('language', 'Language', 35, {
      description: 'The language to write in, as BCP 47 (`de-AT`).',
    }),
    text('nationality', 'Nationality', 60, { description: 'ISO 3166-1 alpha-2.' }),
    text('jobTitle', 'Job title', 200),
    text('employer', 'Employer', 300),
    emails('home', 'work', 'other'),
    phones('mobile', 'home', 'work', 'other'),
    addresses('home', 'work', 'delivery', 'billing', 'store', 'other'),
    identifiers(
      'sensitive',
      'Passport, national id, tax number, loyalty card and the like: `type` names which.',
    ),
    socials,
    lifecycle,
    {
      name: 'maritalStatus',
      title: 'Marital status',
      type: 'enumeration',
      values: ['single', 'married', 'partnership', 'separated', 'divorced', 'widowed'],
      classification: 'sensitive',
      survivorship: 'most-recent',
    },
    money('income', 'Income', 'sensitive'),
    {
      name: 'devices',
      title: 'Devices',
      description: 'Devices the person is known to use.',
      ...list({
        type: 'group',
        attributes: [
          {
            name: 'kind',
            type: 'enumeration',
            values: ['phone', 'tablet', 'computer', 'watch', 'television', 'other'],
            classification: 'personal',
          },
          { name: 'platform', type: 'text', maxLength: 60, classification: 'personal' },
          { name: 'label', type: 'text', maxLength: 200, classification: 'personal' },
        ],
      }),
      classification: 'personal',
      match: 'none',
      survivorship: 'union',
    },
    paymentType,
    orderVolume,
    segments,
    text('leadSource', 'Lead source', 200, {
      description: 'How the person came: a campaign, a fair, a referral.',
      survivorship: 'most-trusted',
    }),
  ],
};

/** The built-in schema of an organisation. Every attribute is optional: records may be partial. */
export const organisation: CustomerSchema = {
  name: 'organisation',
  version: 1,
  kind: 'organisation',
  title: 'Organisation',
  description: 'A company, authority, association or household of business that is a customer.',
  attributes: [
    {
      name: 'name',
      title: 'Name',
      type: 'organisation-name',
      maxLength: 300,
      classification: 'personal',
      survivorship: 'most-trusted',
    },
    {
      name: 'tradeNames',
      title: 'Trade names',
      description: 'Other names it is known by: brands, former names, abbreviations.',
      ...list({ type: 'organisation-name', maxLength: 300 }),
      classification: 'personal',
      survivorship: 'union',
    },
    text('legalForm', 'Legal form', 100, { survivorship: 'most-trusted' }),
    identifiers(
      'personal',
      'DUNS, LEI, VAT, commercial register number and the like: `type` names which.',
    ),
    {
      name: 'websites',
      title: 'Websites',
      ...list({ type: 'text', maxLength: 500 }),
      classification: 'personal',
      survivorship: 'union',
    },
    emails('office', 'sales', 'billing', 'support', 'work', 'home', 'other'),
    phones('office', 'mobile', 'sales', 'billing', 'support', 'work', 'home', 'other'),
    addresses('registered', 'office', 'home', 'work', 'delivery', 'billing', 'store', 'other'),
    text('industry', 'Industry', 200, {
      description: 'A code (NACE, NAICS, SIC) or its words.',
    }),
    {
      name: 'employees',
      title: 'Employees',
      type: 'number',
      integer: true,
      classification: 'personal',
      survivorship: 'most-recent',
      rules: [{ id: 'employees.not-negative', kind: 'range', min: 0 }],
    },
    {
      name: 'founded',
      title: 'Founded',
      description: '`YYYY`, `YYYY-MM` or `YYYY-MM-DD`.',
      type: 'text',
      maxLength: 10,
      classification: 'personal',
      survivorship: 'most-trusted',
      rules: [
        {
          id: 'founded.date',
          kind: 'pattern',
          pattern: '^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$',
        },
      ],
    },
    { ...socials },
    lifecycle,
    money('annualRevenue', 'Annual revenue', 'personal'),
    paymentType,
    orderVolume,
    segments,
    text('leadSource', 'Lead source', 200, {
      description: 'How it came: a campaign, a fair, a referral.',
      survivorship: 'most-trusted',
    }),
  ],
};

/** The schemas that every hub starts with, by name. */
export const templates: Readonly<Record<'person' | 'organisation', CustomerSchema>> = {
  person,
  organisation,
};
