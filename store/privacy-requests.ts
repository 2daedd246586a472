import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant, Json } from '#core/kernel/types';
import { hasEnded, type PrivacyRequest } from '#core/privacy-request/privacy-request';
import { type AuditTail, emptyAuditTail, nextAuditItem } from './audit-chain.ts';
import { CommitConflict } from './commit-conflict.ts';
import { destroyEnded, endDetailsAt } from './ending-details.ts';
import {
  type Key,
  noticeKey,
  requestKey,
  requestList,
  requestPartition,
  requestsOfPartition,
} from './keys.ts';
import type { Notice } from './notice.ts';
import { owes } from './owed-erasures.ts';
import { pause } from './pause.ts';
import type { Change, Page, Paging } from './ports.ts';
import { queryIndexPage } from './query-page.ts';
import {
  changedNames,
  detailsEnd,
  detailsPlace,
  foundOf,
  keptPlace,
  listed,
  pointer,
  type RequestItem,
  replace,
} from './request-item.ts';
import { seal, unseal } from './seal.ts';
import { queryAll, type TableClient } from './table-client.ts';
import { type Action, transact } from './transact.ts';
import { systemSubject, type Vault } from './vault.ts';

/**
 * What of a request is personal: what was asked for in words, values to be corrected, the identifiers
 * that the orders need. Sealed under the request's own key, which is destroyed last.
 */
export type RequestDetails = Readonly<Record<string, Json>>;

export interface FoundRequest {
  readonly request: PrivacyRequest;
  /** Changes with every write: the ETag. */
  readonly revision: number;
  /** By stage of its workflow: the token that lets it go on. */
  readonly waits: Readonly<Record<string, string>>;
}

/** What a change tells, made of the request before and after it. */
export type TellOf = (
  before: PrivacyRequest | undefined,
  after: PrivacyRequest,
) => readonly Omit<Notice, 'at' | 'actor' | 'correlationId'>[];

/** Requests of data subjects. Every change leaves an audit entry; what cannot be, `advance` refuses. */
export interface PrivacyRequests {
  /** @param kept what of it is nobody's personal matter and outlives the details: `kept` */
  create(
    request: PrivacyRequest,
    details: RequestDetails,
    change: Change,
    kept?: RequestDetails,
  ): Promise<FoundRequest>;
  read(requestId: string): Promise<FoundRequest | undefined>;
  /** `undefined` once its key is destroyed. */
  details(requestId: string): Promise<RequestDetails | undefined>;
  /** What was given to be kept as long as the request itself, sealed under the hub's own key. */
  kept(requestId: string): Promise<RequestDetails | undefined>;
  /** Adds to what is sealed; a name that is there is replaced. */
  putDetails(requestId: string, details: RequestDetails): Promise<void>;
  /** Open ones by when they next need somebody, or ended ones by when they ended. */
  list(
    which: 'open' | 'ended',
    paging: Paging,
    /** Of ended ones: those that ended then or later. */
    notBefore?: Instant,
  ): Promise<Page<PrivacyRequest>>;
  /** Ids of the requests about any of these customers, oldest first. */
  ofCustomers(customerIds: readonly string[]): Promise<readonly string[]>;
  /**
   * Reads, lets `next` decide, writes; again where somebody else wrote meanwhile. `next` answers the
   * same request where nothing changes: then nothing is written. `undefined`: there is no such request.
   */
  move(
    requestId: string,
    next: (request: PrivacyRequest) => PrivacyRequest,
    change: Change,
    ifRevision?: number,
  ): Promise<FoundRequest | undefined>;
  /** The workflow waits at `stage` and goes on with this token. Leaves no audit entry. */
  wait(requestId: string, stage: string, token: string): Promise<void>;
  /** Where the last look at all open requests stopped; `undefined`: it came to the end. */
  look(): Promise<Look | undefined>;
  putLook(look: Look | undefined): Promise<void>;
  /** Opens nothing of it any more, anywhere. */
  destroyDetails(requestId: string): Promise<void>;
  /** Of an open request: once it has ended, with the next `destroyEndedDetails`. */
  destroyDetailsAtEnd(requestId: string): Promise<void>;
  /** Destroys the details of requests that need not be kept any more, or were to end. Answers how many. Idempotent. */
  destroyEndedDetails(): Promise<number>;
}

/** A look at all open requests that goes on another time. */
export interface Look {
  readonly cursor: string;
  /** What was counted until there. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Under the prefix of requests, whose writer keeps it. */
const lookKey: Key = { PK: requestPartition('LOOK'), SK: 'LOOK' };

interface PrivacyRequestsOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Pick<Vault, 'systemKey' | 'mint' | 'subjectKeys' | 'destroy'>;
  readonly tenant: string;
  readonly clock: () => Instant;
  readonly nowMs: () => number;
  readonly tellOf: TellOf;
}

export function makePrivacyRequests({
  client,
  table,
  vault,
  tenant,
  clock,
  nowMs,
  tellOf,
}: PrivacyRequestsOptions): PrivacyRequests {
  const readItem = async (requestId: string) => {
    const answer = await client.send(
      new GetCommand({ TableName: table, Key: requestKey(requestId), ConsistentRead: true }),
    );
    return answer.Item as RequestItem | undefined;
  };
  const audited = async (requestId: string, tail: AuditTail, change: Change, changed: string[]) =>
    nextAuditItem(
      tail,
      { object: `request:${requestId}`, ...change, changed },
      { key: await vault.systemKey(), tenant, subject: systemSubject, nowMs },
    );
  const put = (Item: object): Action => ({
    Put: { TableName: table, Item: { ...Item }, ConditionExpression: 'attribute_not_exists(PK)' },
  });
  const tell = (
    before: PrivacyRequest | undefined,
    after: PrivacyRequest,
    { actor, correlationId, at }: Change,
  ): readonly Action[] =>
    tellOf(before, after).map((said) => {
      const notice: Notice = { ...said, at, actor, correlationId };
      const key = noticeKey(requestPartition(after.requestId), said.type);
      return {
        Put: {
          TableName: table,
          Item: {
            ...key,
            SK: [
              key.SK,
              said.id,
              said.spoke,
              ...(said.number === undefined ? [] : [said.number]),
            ].join('#'),
            ...notice,
          },
        },
      };
    });
  const keyOf = async (requestId: string) => (await vault.subjectKeys([requestId])).get(requestId);

  return {
    async create(request, details, change, kept) {
      const { requestId, customerId } = request;
      const { key, actions } = await vault.mint(requestId);
      const audit = await audited(requestId, emptyAuditTail, change, ['rights', 'state']);
      const item = {
        ...requestKey(requestId),
        ...request,
        ...audit.tail,
        ...listed(request),
        waits: {},
        sealedDetails: seal(key, details, detailsPlace(tenant, requestId, 1)),
        detailsVersion: 1,
        ...(kept !== undefined && {
          sealedKept: seal(await vault.systemKey(), kept, keptPlace(tenant, requestId)),
        }),
      };
      await transact(client, [
        put(item),
        put(audit.item),
        ...actions,
        ...(customerId === undefined ? [] : [pointer(table, customerId, request)]),
        ...detailsEnd(table, undefined, request),
        ...tell(undefined, request, change),
      ]);
      return foundOf(item);
    },
    async read(requestId) {
      const item = await readItem(requestId);
      return item && foundOf(item);
    },
    async details(requestId) {
      const [item, key] = await Promise.all([readItem(requestId), keyOf(requestId)]);
      if (item?.sealedDetails === undefined || key === undefined) return undefined;
      const { sealedDetails, detailsVersion } = item;
      const details = unseal(key, sealedDetails, detailsPlace(tenant, requestId, detailsVersion));
      // Written by this module alone, from `RequestDetails`.
      return details as RequestDetails;
    },
    async kept(requestId) {
      const sealed = (await readItem(requestId))?.sealedKept;
      if (sealed === undefined) return undefined;
      const kept = unseal(await vault.systemKey(), sealed, keptPlace(tenant, requestId));
      // Written by this module alone, from `RequestDetails`.
      return kept as RequestDetails;
    },
    async putDetails(requestId, more) {
      for (let attempt = 0; ; attempt += 1) {
        const [item, key] = await Promise.all([readItem(requestId), keyOf(requestId)]);
        if (item === undefined || key === undefined) return;
        const { detailsVersion, sealedDetails } = item;
        const before =
          sealedDetails === undefined
            ? {}
            : (unseal(
                key,
                sealedDetails,
                detailsPlace(tenant, requestId, detailsVersion),
              ) as RequestDetails);
        const version = detailsVersion + 1;
        const sealed = seal(key, { ...before, ...more }, detailsPlace(tenant, requestId, version));
        try {
          await transact(client, [
            {
              Update: {
                TableName: table,
                Key: requestKey(requestId),
                UpdateExpression: 'SET sealedDetails = :sealed, detailsVersion = :version',
                ConditionExpression: 'detailsVersion = :read',
                ExpressionAttributeValues: {
                  ':sealed': sealed,
                  ':version': version,
                  ':read': detailsVersion,
                },
              },
            },
          ]);
          return;
        } catch (error) {
          if (!(error instanceof CommitConflict)) throw error;
          await pause(attempt);
        }
      }
    },
    async list(which, paging, notBefore) {
      const partition = requestList(which);
      const page = await queryIndexPage(client, { table, partition, notBefore }, paging);
      const items = page.items as readonly unknown[] as readonly RequestItem[];
      return { ...page, items: items.map((item) => foundOf(item).request) };
    },
    async ofCustomers(customerIds) {
      const found = await Promise.all(
        customerIds.map((customerId) =>
          queryAll(client, {
            TableName: table,
            KeyConditionExpression: 'PK = :partition',
            ExpressionAttributeValues: { ':partition': requestsOfPartition(customerId) },
            ConsistentRead: true,
          }),
        ),
      );
      return found.flatMap((items) => items.map(({ requestId }) => String(requestId))).toSorted();
    },
    async move(requestId, next, change, ifRevision) {
      for (let attempt = 0; ; attempt += 1) {
        const item = await readItem(requestId);
        if (item === undefined) return undefined;
        const before = foundOf(item);
        if (ifRevision !== undefined && before.revision !== ifRevision) throw new CommitConflict();
        const after = next(before.request);
        if (after === before.request) return before;
        const changed = changedNames(before.request, after);
        const audit = await audited(requestId, item, change, changed);
        const { customerId, work } = after;
        const keptAs = work.erasure?.keptAs;
        const isNewlyKnown = customerId !== undefined && before.request.customerId === undefined;
        try {
          await transact(client, [
            replace(table, item, { ...after, ...audit.tail, ...listed(after) }),
            put(audit.item),
            ...(customerId !== undefined && (isNewlyKnown || hasEnded(after.state))
              ? [pointer(table, customerId, after)]
              : []),
            ...(keptAs !== undefined && hasEnded(after.state)
              ? [pointer(table, keptAs, after)]
              : []),
            ...detailsEnd(table, before.request, after),
            ...owes(table, before.request, after, change.at),
            ...tell(before.request, after, change),
          ]);
          return { request: after, revision: audit.tail.auditSequence, waits: item.waits };
        } catch (error) {
          if (!(error instanceof CommitConflict)) throw error;
          await pause(attempt);
        }
      }
    },
    async wait(requestId, stage, token) {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: requestKey(requestId),
          UpdateExpression: 'SET waits.#stage = :token',
          ConditionExpression: 'attribute_exists(PK)',
          ExpressionAttributeNames: { '#stage': stage },
          ExpressionAttributeValues: { ':token': token },
        }),
      );
    },
    async look() {
      const answer = await client.send(
        new GetCommand({ TableName: table, Key: lookKey, ConsistentRead: true }),
      );
      // Written by this module alone.
      return answer.Item?.look as Look | undefined;
    },
    async putLook(look) {
      await client.send(
        new PutCommand({
          TableName: table,
          Item: { ...lookKey, ...(look !== undefined && { look }) },
        }),
      );
    },
    destroyDetails: (requestId) => vault.destroy(requestId),
    async destroyDetailsAtEnd(requestId) {
      await transact(client, [endDetailsAt(table, requestId, clock())]);
    },
    destroyEndedDetails: () =>
      destroyEnded({
        client,
        table,
        now: clock(),
        isOpen: async (requestId) => {
          const item = await readItem(requestId);
          return item !== undefined && !hasEnded(item.state);
        },
        destroy: (requestId) => vault.destroy(requestId),
      }),
  };
}
