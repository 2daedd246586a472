import type { Classification } from '#core/schema/customer-schema';

/** What a route, or one act upon one thing, may ask for. docs/access-table.md is made from this list. */
export const permissions = [
  'customer:read',
  'customer:write',
  'customer:steward',
  'record:write',
  'record:read',
  'import:run',
  'import:read',
  'dedupe:run',
  'dedupe:read',
  'task:read',
  'task:decide',
  'governance:read',
  'governance:write',
  'access:read',
  'access:manage',
  'access:break-glass',
  'audit:read',
  'consent:read',
  'consent:write',
  'consent:correct',
  'consent:decide',
  'consent:govern',
  'restriction:write',
  'request:open',
  'request:read',
  'request:decide',
  'request:answer',
  'letter:read',
] as const;

export type Permission = (typeof permissions)[number];

/** What a role permits at the org unit where it is granted, and below. */
export interface RoleDefinition {
  /** `^[a-z][a-z0-9-]{0,62}$` */
  readonly name: string;
  readonly title: string;
  readonly permissions: readonly Permission[];
  /** Attributes of these classifications may be read. */
  readonly reads: readonly Classification[];
  /** Whatever their classification, attributes that a lens names may be read through it. */
  readonly readsNamed?: true;
  /** A Cedar condition that must hold as well, such as `context.purpose == "service"`. */
  readonly when?: string;
}

const everything: readonly Classification[] = ['public', 'personal', 'sensitive'];

/** Who may do what in a hub that defined no roles of its own. */
export const builtInRoles = {
  administrator: {
    name: 'administrator',
    title: 'Sets the hub up, and says who may do what',
    permissions: permissions.filter((each) => each !== 'access:break-glass'),
    reads: everything,
  },
  steward: {
    name: 'steward',
    title: 'Decides what the machine leaves open',
    permissions: [
      'customer:read',
      'customer:write',
      'customer:steward',
      'record:write',
      'record:read',
      'import:run',
      'import:read',
      'dedupe:run',
      'dedupe:read',
      'task:read',
      'task:decide',
      'governance:read',
      'access:break-glass',
      'audit:read',
      'consent:read',
      'consent:write',
      'consent:decide',
      'request:open',
      'request:read',
    ],
    // Sensitive values are shown to be there, without what they are.
    reads: ['public', 'personal'],
  },
  'privacy-officer': {
    name: 'privacy-officer',
    title: 'Answers for consent and for the rights of customers',
    permissions: [
      'customer:read',
      'record:read',
      'governance:read',
      'access:read',
      'access:break-glass',
      'audit:read',
      'consent:read',
      'consent:write',
      'consent:correct',
      'consent:decide',
      'consent:govern',
      'restriction:write',
      'request:open',
      'request:read',
      'request:decide',
    ],
    reads: everything,
  },
  integrator: {
    name: 'integrator',
    title: 'A system that sends and reads customers',
    permissions: [
      'customer:read',
      'record:write',
      'record:read',
      'import:run',
      'import:read',
      'governance:read',
      'consent:read',
      'consent:write',
      'consent:decide',
      'letter:read',
      'request:open',
      'request:answer',
    ],
    reads: ['public', 'personal'],
    readsNamed: true,
  },
  analyst: {
    name: 'analyst',
    title: 'Looks at what identifies nobody',
    permissions: ['customer:read', 'dedupe:read', 'governance:read'],
    reads: ['public'],
  },
  reader: {
    name: 'reader',
    title: 'Looks customers up',
    permissions: ['customer:read', 'governance:read', 'consent:read', 'consent:decide'],
    reads: ['public', 'personal'],
  },
  auditor: {
    name: 'auditor',
    title: 'Reads who did what, and who may',
    permissions: ['governance:read', 'access:read', 'audit:read', 'consent:read', 'request:read'],
    reads: [],
  },
} as const satisfies Readonly<Record<string, RoleDefinition>>;

/** What a broken glass adds, for a while: everything may be read. It is granted to nobody otherwise. */
export const breakGlassRole = {
  name: 'break-glass',
  title: 'Sees everything for a short time, for a reason, before the eyes of all',
  permissions: ['customer:read', 'record:read'],
  reads: everything,
} as const satisfies RoleDefinition;

export type BuiltInRole = keyof typeof builtInRoles;

export const isBuiltInRole = (name: string): name is BuiltInRole =>
  Object.hasOwn(builtInRoles, name);
