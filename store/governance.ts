import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { rootUnit } from '#core/access/grant';
import { type Lens, wholeLens } from '#core/access/lens';
import type { OrgUnit } from '#core/access/org-tree';
import type { RoleDefinition } from '#core/access/roles';
import { builtInRoles } from '#core/access/roles';
import type { Controller } from '#core/consent/controller';
import type { PrivacyNotice, RuleSignOff } from '#core/consent/notice';
import type { Purpose } from '#core/consent/purpose';
import { Refusal } from '#core/kernel/refusal';
import type { Instant } from '#core/kernel/types';
import type { Agent } from '#core/privacy-request/agent';
import { defaultPrivacyTargets, type PrivacyTargets } from '#core/privacy-request/privacy-targets';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { templates } from '#core/schema/templates';
import { type AuditTail, emptyAuditTail, nextAuditItem } from './audit-chain.ts';
import { cached } from './cached.ts';
import { CommitConflict } from './commit-conflict.ts';
import { configurationVersionItem, readConfigurationVersionAt } from './configuration-versions.ts';
import {
  type ConfigurationType,
  configurationKey,
  configurationList,
  configurationVersionKey,
  type Key,
} from './keys.ts';
import { orgTreeActions } from './org-tree-item.ts';
import type {
  Change,
  ConfigurationReads,
  Configurations,
  Expected,
  Governance,
  Governed,
  Spoke,
} from './ports.ts';
import { isEqual } from './record-changes.ts';
import { queryAll, type TableClient } from './table-client.ts';
import { type Action, transact } from './transact.ts';
import { systemSubject, type Vault } from './vault.ts';

/** A warm function sees another's change of configuration after at most so long. */
const holdMs = 5_000;

/** Versions never change once written; this only bounds the memory they take. */
const versionHoldMs = 10 * 60_000;

/** Records born in the hub stand under this spoke. It hears of nothing: it is the hub. */
export const hubSpoke: Spoke = {
  name: 'hub',
  title: 'Born in the hub',
  style: 'coexistence',
  trust: 100,
  delivery: { events: false },
};

/** What is there before anybody writes: revision 0, the first change makes it 1. */
const builtIn = <T>(value: T): Governed<T> => ({
  value,
  revision: 0,
  updatedAt: '1970-01-01T00:00:00.000Z',
});
const builtInSpokes = [builtIn(hubSpoke)];
const builtInSchemas = Object.values(templates).map(builtIn);
const builtInUnits = [builtIn<OrgUnit>({ name: rootUnit, title: 'The whole business' })];
const builtInLenses = [builtIn(wholeLens)];
const builtInRoleDefinitions = Object.values<RoleDefinition>(builtInRoles).map(builtIn);

/** What access is decided by is held longer: it is read with every request, and changes rarely. */
const accessHoldMs = 15_000;

/** What every configuration object has. A `version` is counted up by each change. */
interface Named {
  readonly name: string;
  readonly version?: number;
}

interface ConfigurationItem<T> extends Key, AuditTail, Governed<T> {}

interface GovernanceOptions {
  readonly client: TableClient;
  readonly table: string;
  /** Seals the reasons of changes; a function that only reads needs none of its keys. */
  readonly vault: Pick<Vault, 'systemKey'>;
  readonly tenant: string;
  readonly nowMs: () => number;
}

export function makeGovernance(options: GovernanceOptions): Governance {
  const spokes = configuration<Spoke>(options, 'spoke', builtInSpokes, holdMs);
  const schemas = configuration<CustomerSchema>(options, 'schema', builtInSchemas, holdMs);
  const orgUnits = configuration<OrgUnit>(options, 'org-unit', builtInUnits, accessHoldMs, (unit) =>
    orgTreeActions(options, unit),
  );
  const roles = configuration<RoleDefinition>(
    options,
    'role',
    builtInRoleDefinitions,
    accessHoldMs,
  );
  const lenses = configuration<Lens>(options, 'lens', builtInLenses, accessHoldMs);
  const purposes = configuration<Purpose>(options, 'purpose', [], holdMs);
  const notices = configuration<PrivacyNotice>(options, 'notice', [], holdMs);
  const signOffs = configuration<RuleSignOff>(options, 'sign-off', [], holdMs);
  const controllers = configuration<Controller>(options, 'controller', [], holdMs);
  const privacyTargets = configuration<PrivacyTargets>(
    options,
    'privacy-targets',
    [builtIn(defaultPrivacyTargets)],
    holdMs,
  );
  const agents = configuration<Agent>(options, 'agent', [], holdMs);

  /** Versions have no age. */
  const versionOf = (name: string, version: number) =>
    builtInSchemas.find(({ value }) => value.name === name && value.version === version) ??
    schemas.version(name, version);
  const readsOf = (from: {
    readonly spokes: ConfigurationReads<Spoke>;
    readonly schemas: ConfigurationReads<CustomerSchema>;
  }) => ({
    spoke: from.spokes.read,
    spokes: from.spokes.list,
    async schema(name: string, version?: number) {
      const newest = await from.schemas.read(name);
      const isNewest = version === undefined || newest?.value.version === version;
      return isNewest ? newest : versionOf(name, version);
    },
    schemas: from.schemas.list,
  });
  return {
    ...readsOf({ spokes, schemas }),
    putSpoke: spokes.put,
    putSchema: schemas.put,
    orgUnits,
    roles,
    lenses,
    purposes,
    notices,
    signOffs,
    controllers,
    privacyTargets,
    agents,
    asOf: (at) => ({
      ...readsOf({ spokes: spokes.asOf(at), schemas: schemas.asOf(at) }),
      orgUnits: orgUnits.asOf(at),
      roles: roles.asOf(at),
      lenses: lenses.asOf(at),
      purposes: purposes.asOf(at),
      notices: notices.asOf(at),
      signOffs: signOffs.asOf(at),
      controllers: controllers.asOf(at),
      privacyTargets: privacyTargets.asOf(at),
      agents: agents.asOf(at),
    }),
  };
}

/** The reads and writes that all configuration objects share. */
function configuration<T extends Named>(
  options: GovernanceOptions,
  type: ConfigurationType,
  builtIns: readonly Governed<T>[],
  heldForMs: number,
  /** What else must hold, and change, with a value that is put. */
  alongside: (value: T) => Promise<readonly Action[]> = async () => [],
): Configurations<T> & { readonly asOf: (at: Instant) => ConfigurationReads<T> } {
  const { client, table, nowMs } = options;
  const readItem = (name: string) => readConfiguration<T>(options, type, name);
  const builtInNamed = (name: string) => builtIns.find(({ value }) => value.name === name);
  const one = cached(async (name) => governedOf(await readItem(name)) ?? builtInNamed(name), {
    holdMs: heldForMs,
    nowMs,
    worthHolding: (found) => found !== undefined,
  });
  const all = cached(() => readList<T>(client, table, type, builtIns), {
    holdMs: heldForMs,
    nowMs,
  });
  const versions = cached((name) => readVersion<T>(options, type, name), {
    holdMs: versionHoldMs,
    nowMs,
    worthHolding: (found) => found !== undefined,
  });

  async function putAll(
    values: readonly Expected<T>[],
    change: Change,
  ): Promise<readonly Governed<T>[]> {
    for (let attempt = 0; ; attempt += 1) {
      const written = await Promise.all(values.map((each) => writing(each, change)));
      try {
        await transact(
          client,
          written.flatMap(({ actions }) => actions),
        );
      } catch (error) {
        if (!(error instanceof CommitConflict) || attempt === putAttempts) throw error;
        continue;
      }
      for (const { after, actions } of written) {
        if (actions.length === 0) continue;
        one.forget(after.value.name);
        all.forget('all');
      }
      return written.map(({ after }) => after);
    }
  }

  /** What is to be written, and what stands then; nothing where it stands already. */
  async function writing({ value, ifRevision }: Expected<T>, change: Change) {
    const item = await readItem(value.name);
    const before = governedOf(item) ?? builtInNamed(value.name);
    if (ifRevision !== undefined && ifRevision !== (before?.revision ?? 0))
      throw new Refusal('precondition.failed');
    const next = nextValue(value, before);
    if (before !== undefined && isEqual(before.value, next)) return { after: before, actions: [] };
    // A writer that had to read again must not stand before the one that was faster.
    const updatedAt = later(change.at, before?.updatedAt);
    const after = { value: next, revision: (before?.revision ?? 0) + 1, updatedAt };
    const actions = await writeConfiguration(
      options,
      type,
      after,
      change,
      item,
      await alongside(next),
    );
    return { after, actions };
  }

  async function put(value: T, change: Change, ifRevision?: number): Promise<Governed<T>> {
    const [after] = await putAll(
      [{ value, ...(ifRevision !== undefined && { ifRevision }) }],
      change,
    );
    if (after === undefined) throw new Error('nothing was put');
    return after;
  }

  async function readAt(name: string, at: Instant): Promise<Governed<T> | undefined> {
    const current = governedOf(await readItem(name));
    if (current !== undefined && current.updatedAt <= at) return current;
    const before = current && (await readConfigurationVersionAt<T>(options, type, name, at));
    return before ?? builtInNamed(name);
  }

  async function listAt(at: Instant): Promise<readonly Governed<T>[]> {
    const current = await readList<T>(client, table, type, builtIns);
    const stood = await Promise.all(
      current.map((each) => (each.updatedAt <= at ? each : readAt(each.value.name, at))),
    );
    return stood.filter((each) => each !== undefined);
  }

  return {
    read: one.get,
    list: () => all.get('all'),
    put,
    putAll,
    version: (name, number) => versions.get(`${name}#${number}`),
    asOf: (at) => ({ read: (name) => readAt(name, at), list: () => listAt(at) }),
  };
}

/** Two writers of one object at once: the later reads again, and refuses if it was told a revision. */
const putAttempts = 5;

/** A schema gets the version after the newest, unless its definition is the newest one's. */
function nextValue<T extends Named>(value: T, before: Governed<T> | undefined): T {
  if (value.version === undefined) return value;
  const newest = before?.value.version ?? 0;
  const same = { ...value, version: newest };
  return before !== undefined && isEqual(before.value, same)
    ? same
    : { ...value, version: newest + 1 };
}

async function readConfiguration<T>(
  { client, table }: GovernanceOptions,
  type: ConfigurationType,
  name: string,
): Promise<ConfigurationItem<T> | undefined> {
  const Key = configurationKey(type, name);
  const answer = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  return answer.Item as ConfigurationItem<T> | undefined;
}

const governedOf = <T>(item: ConfigurationItem<T> | undefined): Governed<T> | undefined =>
  item && { value: item.value, revision: item.revision, updatedAt: item.updatedAt };

async function readList<T extends Named>(
  client: TableClient,
  table: string,
  type: ConfigurationType,
  builtIns: readonly Governed<T>[],
): Promise<readonly Governed<T>[]> {
  const items = await queryAll(client, {
    TableName: table,
    IndexName: 'GSI1',
    KeyConditionExpression: 'GSI1PK = :list',
    ExpressionAttributeValues: { ':list': configurationList(type) },
  });
  const stored = (items as readonly unknown[] as readonly ConfigurationItem<T>[]).flatMap(
    (item) => governedOf(item) ?? [],
  );
  const names = new Set(stored.map(({ value }) => value.name));
  return [...builtIns.filter(({ value }) => !names.has(value.name)), ...stored].toSorted((a, b) =>
    a.value.name < b.value.name ? -1 : 1,
  );
}

async function readVersion<T>(
  { client, table }: GovernanceOptions,
  type: ConfigurationType,
  nameAndVersion: string,
): Promise<Governed<T> | undefined> {
  const [name = '', version] = nameAndVersion.split('#');
  const Key = configurationVersionKey(type, name, Number(version));
  const answer = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
  return governedOf(answer.Item as ConfigurationItem<T> | undefined);
}

/** The object, its version, and the audit entry, for one transaction. */
async function writeConfiguration<T extends Named>(
  { table, vault, tenant, nowMs }: GovernanceOptions,
  type: ConfigurationType,
  after: Governed<T>,
  change: Change,
  before: ConfigurationItem<T> | undefined,
  alongside: readonly Action[],
): Promise<readonly Action[]> {
  const { name } = after.value;
  const audited = nextAuditItem(
    before ?? emptyAuditTail,
    {
      object: `${type}:${name}`,
      ...change,
      changed: changedNames(before?.value, after.value),
      after: after.value,
    },
    { key: await vault.systemKey(), tenant, subject: systemSubject, nowMs },
  );
  const put = (Item: object, more: object = {}): Action => ({
    Put: { TableName: table, Item: { ...Item }, ...more },
  });
  const asRead =
    before === undefined
      ? { ConditionExpression: 'attribute_not_exists(PK)' }
      : {
          ConditionExpression: 'revision = :read',
          ExpressionAttributeValues: { ':read': before.revision },
        };
  const listed = { GSI1PK: configurationList(type), GSI1SK: name };
  return [
    put({ ...configurationKey(type, name), ...after, ...audited.tail, ...listed }, asRead),
    put(configurationVersionItem(type, after)),
    // Release 0.1.0 kept versions of schemas only: the state that it left is kept when it is replaced.
    ...(before === undefined ? [] : [put(configurationVersionItem(type, before))]),
    put(audited.item, { ConditionExpression: 'attribute_not_exists(PK)' }),
    ...alongside,
  ];
}

const later = (one: Instant, other: Instant | undefined): Instant =>
  other !== undefined && other > one ? other : one;

function changedNames(before: object | undefined, after: object): readonly string[] {
  const [was, is] = [
    { ...before } as Record<string, unknown>,
    { ...after } as Record<string, unknown>,
  ];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((name) => !isEqual(was[name] ?? null, is[name] ?? null))
    .toSorted();
}
