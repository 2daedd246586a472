/** What a route may ask for. A token's role grants a set of these; docs/access.md is made from this table. */
export const roles = {
  administrator: [
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
    'token:manage',
    'audit:read',
  ],
  steward: [
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
    'audit:read',
  ],
  integrator: [
    'customer:read',
    'record:write',
    'record:read',
    'import:run',
    'import:read',
    'governance:read',
  ],
  reader: ['customer:read', 'governance:read'],
} as const satisfies Record<string, readonly string[]>;

export type Role = keyof typeof roles;
export type Permission = (typeof roles)['administrator'][number];

export const isGranted = (role: Role, permission: Permission): boolean =>
  (roles[role] as readonly string[]).includes(permission);
