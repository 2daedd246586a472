import type { Instant } from '#core/kernel/types';

/**
 * Every key of both tables. No personal value stands in a key: source ids and match keys come in as
 * keyed tokens (tokeniser.ts). Items of a customer sort HEAD < REC < VER, so that one range,
 * `HEAD` to `REC$`, reads the customer without its history.
 */
export interface Key {
  readonly PK: string;
  readonly SK: string;
}

export type ConfigurationType =
  | 'spoke'
  | 'schema'
  | 'token'
  | 'org-unit'
  | 'role'
  | 'lens'
  | 'user'
  | 'purpose'
  | 'notice'
  | 'sign-off'
  | 'controller'
  | 'privacy-targets'
  | 'agent';

/** Living roots of one schema are listed in so many partitions of the index. */
export const listShards = 8;

const twelveDigits = (sequence: number) => String(sequence).padStart(12, '0');

export const customerPartition = (customerId: string) => `CUS#${customerId}`;

export const headKey = (customerId: string): Key => ({
  PK: customerPartition(customerId),
  SK: 'HEAD',
});

/** Bounds of a query for head and source records. `$` follows `#`. */
export const headAndRecords = { from: 'HEAD', to: 'REC$' };
export const recordPrefix = 'REC#';

export const recordKey = (customerId: string, spoke: string, sourceToken: string): Key => ({
  PK: customerPartition(customerId),
  SK: `${recordPrefix}${spoke}#${sourceToken}`,
});

export const versionPrefix = 'VER#';

export const versionKey = (customerId: string, at: Instant, sequence: number): Key => ({
  PK: customerPartition(customerId),
  SK: `${versionPrefix}${at}#${twelveDigits(sequence)}`,
});

/** Greater than every version's key at `at`, smaller than any later one's. */
export const afterVersionsAt = (at: Instant) => `${versionPrefix}${at}$`;

export const crosswalkKey = (spoke: string, sourceToken: string): Key => ({
  PK: `XREF#${spoke}#${sourceToken}`,
  SK: 'XREF',
});

/** `keyToken` is `<kind>#<token>`. */
export const matchKeyPartition = (keyToken: string) => `KEY#${keyToken}`;
export const matchKeySort = (customerId: string) => `CUS#${customerId}`;
export const customerIdInSort = (sort: string) => sort.slice('CUS#'.length);

export const matchKeyKey = (keyToken: string, customerId: string): Key => ({
  PK: matchKeyPartition(keyToken),
  SK: matchKeySort(customerId),
});

/** The last letter of a ULID is random. */
export const listPartition = (schema: string, shard: number) => `LIST#${schema}#${shard}`;
export const shardOf = (customerId: string) =>
  (customerId.codePointAt(customerId.length - 1) ?? 0) % listShards;

export const taskKey = (taskId: string): Key => ({ PK: `TSK#${taskId}`, SK: 'TASK' });
export const openTasksPartition = 'TASKS#open';

export const pairKey = ([one, other]: readonly [string, string]): Key => ({
  PK: one < other ? `PAIR#${one}#${other}` : `PAIR#${other}#${one}`,
  SK: 'PAIR',
});

export const configurationList = (type: ConfigurationType) => `CFG#${type}`;
export const configurationPartition = (type: ConfigurationType, name: string) =>
  `CFG#${type}#${name}`;
export const configurationKey = (type: ConfigurationType, name: string): Key => ({
  PK: configurationPartition(type, name),
  SK: 'CFG',
});
export const configurationVersionPrefix = 'V#';
export const configurationVersionKey = (
  type: ConfigurationType,
  name: string,
  version: number,
): Key => ({
  PK: configurationPartition(type, name),
  SK: `${configurationVersionPrefix}${twelveDigits(version)}`,
});

/** The parent of every org unit: one item, so that moves that meet cannot make a circle together. */
export const orgTreeKey: Key = { PK: 'ORG-TREE', SK: 'TREE' };

/** Which person has an e-mail address, by its keyed token. */
export const addressKey = (token: string): Key => ({ PK: `MAIL#${token}`, SK: 'USER' });

/**
 * Entries of the ledger of consents sort by id, and so by when they were recorded. They lie in
 * partitions of their own for the same reason as audit entries.
 */
export const consentPrefix = 'CON#';
export const consentPartition = (customerId: string) => `${consentPrefix}${customerId}`;
export const consentKey = (partition: string, eventId: string): Key => ({
  PK: partition,
  SK: `${consentPrefix}${eventId}`,
});
export const consentHeadKey = (customerId: string): Key => ({
  PK: customerPartition(customerId),
  SK: 'CONSENTS',
});
/** What was said at one e-mail address or number, whoever has it now. Named by token. */
const contactPointPrefix = 'POINT#';
export const contactPointPartition = (token: string) => `${contactPointPrefix}${token}`;

/**
 * Ends of consents, by the day and in the order in which they come; what was told of them lies beside
 * them. How far each shard was looked at moves in a partition of its own.
 */
export const endsShards = 8;
export const endsPrefix = 'ENDS#';
export const endsPartition = (day: string, shard: number) => `${endsPrefix}${day}#${shard}`;
export const endPrefix = 'END#';
export const endKey = (partition: string, place: string): Key => ({
  PK: partition,
  SK: `${endPrefix}${place}`,
});
export const endsTailPartition = 'ENDS-TAIL';
export const endsTailKey = (shard: number): Key => ({
  PK: endsTailPartition,
  SK: `SHARD#${shard}`,
});

export const importPartition = (importId: string) => `IMP#${importId}`;
export const importKey = (importId: string): Key => ({
  PK: importPartition(importId),
  SK: 'IMPORT',
});
/** Chunks of an import sort by number. */
export const importChunkKey = (importId: string, chunk: number): Key => ({
  PK: importPartition(importId),
  SK: `CHUNK#${twelveDigits(chunk)}`,
});

export const runPartition = (runId: string) => `RUN#${runId}`;
export const runKey = (runId: string): Key => ({ PK: runPartition(runId), SK: 'RUN' });
export const requestPartition = (requestId: string) => `DSR#${requestId}`;
export const requestKey = (requestId: string): Key => ({
  PK: requestPartition(requestId),
  SK: 'REQUEST',
});
/** Of the index. */
export const requestList = (which: 'open' | 'ended' | 'owed') => `REQUESTS#${which}`;
/** The requests about one customer. */
export const requestsOfPartition = (customerId: string) => `DSRS#${customerId}`;
export const requestsOfKey = (customerId: string, requestId: string): Key => ({
  PK: requestsOfPartition(customerId),
  SK: requestId,
});

/** That a hold kept something from the erasure, and when it is looked at; also of the index. */
export const owedErasureKey = (requestId: string): Key => ({
  PK: requestPartition(requestId),
  SK: 'OWED',
});

/** When the keys of what requests know of their persons are to be destroyed. */
export const endingDetailsPartition = requestPartition('ENDS');
export const endingDetailsKey = (endsAt: Instant, requestId: string): Key => ({
  PK: endingDetailsPartition,
  SK: `${endPrefix}${endsAt}#${requestId}`,
});

/** The answer to a request for access or portability; its parts sort behind it. */
export const packagePrefix = 'PKG';
export const packageKey = (requestId: string): Key => ({
  PK: requestPartition(requestId),
  SK: packagePrefix,
});
/** Parts of a package and of annexes alike; `making` tells those of one writing from others. */
export const packagePartKey = (requestId: string, making: string, part: number): Key => ({
  PK: requestPartition(requestId),
  SK: `${packagePrefix}#${making}#${twelveDigits(part)}`,
});
/** What a spoke adds to it. */
export const annexPrefix = 'ANNEX#';
export const annexKey = (requestId: string, spoke: string): Key => ({
  PK: requestPartition(requestId),
  SK: `${annexPrefix}${spoke}`,
});
/** When packages end. */
export const endingPackagesPartition = 'PKGS';
export const endingPackageKey = (endsAt: Instant, requestId: string): Key => ({
  PK: endingPackagesPartition,
  SK: `${endsAt}#${requestId}`,
});

/** Of the index: all dedupe runs, by id and so by the time they were asked for. */
export const runList = 'RUNS';

export const rehearsalPartition = (runId: string) => `REH#${runId}`;
export const rehearsalKey = (runId: string): Key => ({
  PK: rehearsalPartition(runId),
  SK: 'REHEARSAL',
});
/** Whose chain of the audit it is. */
export const rehearsalObject = (runId: string) => `consent-rehearsal:${runId}`;
/** Of the index: all rehearsals, by id. */
export const rehearsalList = 'REHEARSALS';

export const retentionPartition = (runId: string) => `RET#${runId}`;
export const retentionKey = (runId: string): Key => ({
  PK: retentionPartition(runId),
  SK: 'RETENTION',
});
/** Whose chain of the audit it is. */
export const retentionObject = (runId: string) => `retention-run:${runId}`;
/** Of the index: all retention runs, by id. */
export const retentionList = 'RETENTIONS';
/** Which run erases, or was the last to; which one the clock began on a day. */
export const realRetentionKey: Key = { PK: retentionPartition('REAL'), SK: 'HOLDER' };
export const retentionDayKey = (day: string): Key => ({
  PK: retentionPartition('DAYS'),
  SK: `DAY#${day}`,
});

export const glassPartition = (glassId: string) => `GLS#${glassId}`;
export const glassKey = (glassId: string): Key => ({ PK: glassPartition(glassId), SK: 'GLASS' });

export const letterPartition = (letterId: string) => `LTR#${letterId}`;
export const letterKey = (letterId: string): Key => ({
  PK: letterPartition(letterId),
  SK: 'LETTER',
});

/** What is told once about a thing that is no customer; inserted in the transaction of the change itself. */
export const noticePrefix = 'OUT#';
export const noticeKey = (partition: string, eventType: string): Key => ({
  PK: partition,
  SK: `${noticePrefix}${eventType}`,
});

export const tokenKey = (hash: string): Key => ({ PK: `TOK#${hash}`, SK: 'TOK' });
/** A customer's own session, by the hash of its secret; beside API tokens, for the authorizer reads no other customers' items. */
export const doorSessionKey = (hash: string): Key => ({ PK: tokenKey(hash).PK, SK: 'DOOR' });
/** That a link, or another proof that opens one thing once, was used. */
export const usedOnceKey = (proof: string): Key => ({ PK: `ONCE#${proof}`, SK: 'ONCE' });
/** How often something was tried, by keyed token. */
export const triesKey = (token: string): Key => ({ PK: `TRY#${token}`, SK: 'TRY' });
export const idempotencyKey = (token: string): Key => ({ PK: `IDEM#${token}`, SK: 'IDEM' });
export const countKey: Key = { PK: 'STATS', SK: 'CUSTOMERS' };

export const auditPrefix = 'AUD#';

/**
 * Entries lie in partitions of their own, so that a role can be denied to change and delete them: a
 * policy sees partition keys and no sort keys. Those of release 0.1.0 lie in their object's partition.
 */
export const auditPartition = (object: string) => `${auditPrefix}${object}`;

export const auditKey = (object: string, sequence: number): Key => ({
  PK: auditPartition(object),
  SK: `${auditPrefix}${twelveDigits(sequence)}`,
});

/** Entries of one day, and those of one actor, are spread over so many partitions of their index. */
export const auditShards = 8;
export const auditDayPartition = (day: string, shard: number) => `AUDT#${day}#${shard}`;
export const auditActorPartition = (actor: string, day: string, shard: number) =>
  `AUDA#${actor}#${day}#${shard}`;

/** The chain of what is done to the audit itself; checkpoints lie beside it, as unchangeable. */
export const checkpointsObject = 'audit:checkpoints';
export const checkpointPrefix = 'CHK#';
export const checkpointKey = (number: number): Key => ({
  PK: auditPartition(checkpointsObject),
  SK: `${checkpointPrefix}${twelveDigits(number)}`,
});
/** Public keys under which the hub ever signed what others keep, by thumbprint. */
export const proofKeysPartition = 'PROOFS#KEYS';
export const proofKeyKey = (kid: string): Key => ({ PK: proofKeysPartition, SK: `KEY#${kid}` });

/** What begins so is put once, and neither changed nor deleted: roles and the table's own policy deny it. */
export const unchangingPrefixes = [
  auditPrefix,
  consentPrefix,
  contactPointPrefix,
  proofKeysPartition,
] as const;

/** How far checkpoints are; outside of the audit's partitions, for it moves. */
export const checkpointTailKey: Key = { PK: 'CHECKPOINTS', SK: 'TAIL' };

/** The subject under whose keys, one a day, idempotent answers are sealed: they may hold persons' values. */
export const answersSubject = 'answers';

/** Vault. A subject is a customer id, or `system` or `answers` for what the hub itself seals. */
export const subjectPartition = (subject: string) => `SUB#${subject}`;
export const subjectKeyKey = (subject: string, keyClass: string): Key => ({
  PK: subjectPartition(subject),
  SK: `KEY#${keyClass}`,
});
export const tombstoneKey = (subject: string): Key => ({ PK: `SUB#${subject}`, SK: 'TOMB' });
/** Vault: how many erasures there were. */
export const erasureHeadKey: Key = { PK: 'ERASURES', SK: 'HEAD' };
/** Main table: up to which of them they have been done in it. */
export const erasuresDoneKey: Key = { PK: 'ERASURES', SK: 'DONE' };
export const epochKeyKey = (epoch: string): Key => ({ PK: `EPOCH#${epoch}`, SK: 'EPOCH' });
export const indexKeyKey: Key = { PK: 'INDEX', SK: 'KEY' };
export const linkKeyKey: Key = { PK: 'LINKS', SK: 'KEY' };
