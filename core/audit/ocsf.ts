import type { JsonObject } from '#core/kernel/types';
import type { AuditEntry } from './audit-entry.ts';

/** The version of the Open Cybersecurity Schema Framework that the mapping is of. */
export const ocsfVersion = '1.3.0';

const activities = { create: 1, read: 2, update: 3, delete: 4, other: 99 } as const;

/** The verb behind the last dot of an action → the activity of OCSF's class. */
const activityOfVerb: Readonly<Record<string, keyof typeof activities>> = {
  create: 'create',
  originate: 'create',
  read: 'read',
  list: 'read',
  export: 'read',
  put: 'update',
  edit: 'update',
  merge: 'update',
  unmerge: 'update',
  split: 'update',
  pin: 'update',
  unpin: 'update',
  move: 'update',
  delete: 'delete',
  remove: 'delete',
  revoke: 'delete',
  erase: 'delete',
};

/**
 * An entry as an event of OCSF's class Entity Management (3004), category Identity & Access Management:
 * schema.ocsf.io/1.3.0/classes/entity_management. docs/audit.md has the table.
 */
export function toOcsf(entry: AuditEntry, product: { readonly hub: string }): JsonObject {
  const verb = entry.action.split('.').at(-1) ?? '';
  const activity = activityOfVerb[verb] ?? 'other';
  const activityId = activities[activity];
  const { object, sequence, about = object } = entry;
  return {
    class_uid: 3004,
    category_uid: 3,
    activity_id: activityId,
    activity_name: entry.action,
    type_uid: 3004 * 100 + activityId,
    time: Date.parse(entry.at),
    // Informational; a refusal is low. Rules of the SIEM decide what is more.
    severity_id: entry.refused === undefined ? 1 : 2,
    status_id: entry.refused === undefined ? 1 : 2,
    ...(entry.refused === undefined ? {} : { status_code: entry.refused }),
    actor: { user: { uid: entry.actor } },
    entity: { uid: about, type: about.split(':', 1)[0] ?? '' },
    metadata: {
      version: ocsfVersion,
      product: { name: 'Goldspoke', vendor_name: 'Goldspoke', uid: product.hub },
      uid: `${object}#${sequence}`,
      correlation_uid: entry.correlationId,
      ...(entry.writtenAt === undefined ? {} : { logged_time: Date.parse(entry.writtenAt) }),
    },
    unmapped: {
      changed: entry.changed,
      ...(entry.onBehalfOf === undefined ? {} : { on_behalf_of: entry.onBehalfOf }),
      ...(entry.state === undefined ? {} : { state: entry.state }),
      ...(entry.reasonHash === undefined ? {} : { reason_hash: entry.reasonHash }),
      hash: entry.hash,
      previous_hash: entry.previousHash,
    },
  };
}
