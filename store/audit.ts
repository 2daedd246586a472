import { Refusal } from '#core/kernel/refusal';
import { type AuditItem, auditEntryOf } from './audit-chain.ts';
import {
  auditPrefix,
  type ConfigurationType,
  configurationPartition,
  customerPartition,
  importPartition,
  runPartition,
} from './keys.ts';
import type { Audit } from './ports.ts';
import { queryPage } from './query-page.ts';
import type { TableClient } from './table-client.ts';
import { systemSubject, type Vault } from './vault.ts';

interface AuditOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Vault;
  readonly tenant: string;
}

export const makeAudit = ({ client, table, vault, tenant }: AuditOptions): Audit => ({
  async entries(object, paging) {
    const { partition, subject } = placeOfObject(object);
    const [page, keys] = await Promise.all([
      queryPage(client, { table, partition, prefix: auditPrefix }, paging),
      vault.subjectKeys([subject]),
    ]);
    const items = page.items as readonly unknown[] as readonly AuditItem[];
    const by = { key: keys.get(subject), tenant, subject };
    return { ...page, items: items.map((item) => auditEntryOf(item, by)) };
  },
});

const configurationTypes: readonly string[] = [
  'spoke',
  'schema',
  'token',
] satisfies ConfigurationType[];

/** `customer:cus_…` or `spoke:web` → its partition and under whose key its reasons are sealed. */
function placeOfObject(object: string): { partition: string; subject: string } {
  const [, type = '', name = ''] = /^([a-z]+):(.+)$/.exec(object) ?? [];
  if (type === 'customer') return { partition: customerPartition(name), subject: name };
  if (type === 'import') return { partition: importPartition(name), subject: systemSubject };
  if (type === 'run') return { partition: runPartition(name), subject: systemSubject };
  if (configurationTypes.includes(type))
    return {
      partition: configurationPartition(type as ConfigurationType, name),
      subject: systemSubject,
    };
  throw new Refusal('request.invalid', [
    { pointer: '/object', rule: 'object', message: 'is not of the form type:name' },
  ]);
}
