import { describe, expect, it } from 'vitest';
import * as keys from '#store/keys';
import { copiesTold } from '#test/support/copies-told';

/** What holds no value of any customer. */
const ofNobody = 'nothing of a customer';

/** Every kind of item of both tables (store/keys.ts) → how the certificate calls it. */
const classOfKey: Readonly<Partial<Record<keyof typeof keys, string>>> = {
  headKey: 'golden-and-source-records',
  recordKey: 'golden-and-source-records',
  versionKey: 'versions',
  crosswalkKey: 'match-keys-and-crosswalks',
  matchKeyKey: 'match-keys-and-crosswalks',
  taskKey: 'review-tasks',
  pairKey: 'review-tasks',
  configurationKey: ofNobody,
  configurationVersionKey: ofNobody,
  orgTreeKey: ofNobody,
  addressKey: ofNobody,
  consentKey: 'proofs-of-consent',
  consentHeadKey: 'proofs-of-consent',
  endKey: 'proofs-of-consent',
  endsTailKey: ofNobody,
  importKey: ofNobody,
  importChunkKey: ofNobody,
  runKey: ofNobody,
  requestKey: 'request-details',
  requestsOfKey: 'privacy-requests',
  endingDetailsKey: 'privacy-requests',
  owedErasureKey: 'privacy-requests',
  packageKey: 'packages',
  packagePartKey: 'packages',
  annexKey: 'packages',
  endingPackageKey: 'privacy-requests',
  rehearsalKey: ofNobody,
  retentionKey: ofNobody,
  realRetentionKey: ofNobody,
  retentionDayKey: ofNobody,
  glassKey: ofNobody,
  letterKey: 'letters',
  noticeKey: 'events-and-their-archive',
  tokenKey: ofNobody,
  doorSessionKey: 'door-sessions-and-tries',
  usedOnceKey: 'door-sessions-and-tries',
  triesKey: 'door-sessions-and-tries',
  idempotencyKey: 'repeated-answers',
  countKey: ofNobody,
  auditKey: 'audit',
  checkpointKey: 'audit',
  proofKeyKey: ofNobody,
  checkpointTailKey: ofNobody,
  subjectKeyKey: 'subject-keys',
  tombstoneKey: 'tokens-of-erased-records',
  erasureHeadKey: ofNobody,
  erasuresDoneKey: ofNobody,
  epochKeyKey: 'vault-backups',
  indexKeyKey: ofNobody,
  linkKeyKey: ofNobody,
};

describe('what a certificate of erasure tells of', () => {
  it('is every kind of item that the store can write', () => {
    const kinds = Object.keys(keys).filter((name) => name.endsWith('Key'));
    expect(Object.keys(classOfKey).toSorted()).toEqual(kinds.toSorted());
    const classes = Object.values(classOfKey).filter((each) => each !== ofNobody);
    expect(classes.filter((each) => !copiesTold.includes(each))).toEqual([]);
  });
});
