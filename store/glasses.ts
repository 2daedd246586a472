import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant } from '#core/kernel/types';
import { type AuditTail, emptyAuditTail, nextAuditItem } from './audit-chain.ts';
import { CommitConflict } from './commit-conflict.ts';
import { glassKey, glassPartition, type Key, noticeKey } from './keys.ts';
import type { Notice } from './notice.ts';
import type { Change } from './ports.ts';
import type { TableClient } from './table-client.ts';
import { type Action, transact } from './transact.ts';
import { systemSubject, type Vault } from './vault.ts';

/** That somebody sees everything for a while. Why, stands sealed in its audit entry. */
export interface BrokenGlass {
  readonly glassId: string;
  readonly actor: string;
  /** Of one customer only; of all that lie in `orgUnits` unless told. */
  readonly customerId?: string;
  /** Where he may break it. */
  readonly orgUnits: readonly string[];
  readonly brokenAt: Instant;
  readonly endsAt: Instant;
  /** Before its time. */
  readonly endedAt?: Instant;
}

export interface Glasses {
  /** Writes the glass, its audit entry and the notice that becomes `access.glass-broken.v1`. */
  break(glass: BrokenGlass, change: Change): Promise<void>;
  read(glassId: string): Promise<BrokenGlass | undefined>;
  /** Ends it before its time; ending it twice is the same as once. */
  end(glassId: string, change: Change): Promise<BrokenGlass | undefined>;
}

interface GlassItem extends Key, AuditTail, BrokenGlass {
  readonly expiresAtSeconds: number;
}

interface GlassesOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Pick<Vault, 'systemKey'>;
  readonly tenant: string;
  readonly nowMs: () => number;
}

export function makeGlasses({ client, table, vault, tenant, nowMs }: GlassesOptions): Glasses {
  const readItem = async (glassId: string) => {
    const answer = await client.send(
      new GetCommand({ TableName: table, Key: glassKey(glassId), ConsistentRead: true }),
    );
    return answer.Item as GlassItem | undefined;
  };
  const audited = async (glassId: string, tail: AuditTail, change: Change, changed: string[]) =>
    nextAuditItem(
      tail,
      { object: `glass:${glassId}`, ...change, changed },
      { key: await vault.systemKey(), tenant, subject: systemSubject, nowMs },
    );
  const putNew = (Item: object): Action => ({
    Put: { TableName: table, Item: { ...Item }, ConditionExpression: 'attribute_not_exists(PK)' },
  });

  return {
    async break(glass, change) {
      const audit = await audited(glass.glassId, emptyAuditTail, change, Object.keys(glass));
      const expiresAtSeconds = Math.floor(Date.parse(glass.endsAt) / 1000);
      await transact(client, [
        putNew({ ...glassKey(glass.glassId), ...glass, ...audit.tail, expiresAtSeconds }),
        putNew(audit.item),
        putNew(noticeItem(glass, change)),
      ]);
    },
    read: async (glassId) => glassOf(await readItem(glassId)),
    async end(glassId, change) {
      const item = await readItem(glassId);
      if (item === undefined || item.endedAt !== undefined) return glassOf(item);
      const audit = await audited(glassId, item, change, ['endedAt']);
      const ended = { ...item, ...audit.tail, endedAt: change.at };
      try {
        await transact(client, [
          {
            Put: {
              TableName: table,
              Item: { ...ended },
              ConditionExpression: 'attribute_exists(PK) AND attribute_not_exists(endedAt)',
            },
          },
          putNew(audit.item),
        ]);
      } catch (error) {
        if (!(error instanceof CommitConflict)) throw error;
        return glassOf(await readItem(glassId));
      }
      return glassOf(ended);
    },
  };
}

function noticeItem(
  { glassId, customerId, orgUnits, brokenAt, endsAt }: BrokenGlass,
  { actor, correlationId }: Change,
): object {
  const type = 'access.glass-broken.v1';
  const notice: Notice = {
    type,
    id: glassId,
    spoke: 'hub',
    at: brokenAt,
    actor,
    correlationId,
    facts: { glassId, orgUnits, endsAt, ...(customerId !== undefined && { customerId }) },
  };
  return { ...noticeKey(glassPartition(glassId), type), ...notice };
}

function glassOf(item: GlassItem | undefined): BrokenGlass | undefined {
  if (item === undefined) return undefined;
  const { glassId, actor, customerId, orgUnits, brokenAt, endsAt, endedAt } = item;
  return {
    glassId,
    actor,
    orgUnits,
    brokenAt,
    endsAt,
    ...(customerId !== undefined && { customerId }),
    ...(endedAt !== undefined && { endedAt }),
  };
}
