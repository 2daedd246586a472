/** One example of each event; written out as `events/<type>/sample.json`. Invented ids, no person behind them. */
import type { EventDetails } from './catalogue.ts';

const ada = 'cus_01jz8k3v9q4w2m7x5t6r1n0p8a';
const adaKing = 'cus_01jz8k3vb7c1d9e2f3g4h5j6k7';
const later = 'cus_01jz8m0000aaaabbbbccccdddd';

const metadata = (customerId: string, sequence: number, spoke: string) => ({
  eventId: `${customerId}.${sequence}.${spoke}`,
  customerId,
  sequence,
  correlationId: '6f0c1f7e-2f5b-4d55-9a3f-0b8d3a1f5c11',
  actor: 'tok_01jz8k0000000000000000web1',
  schema: 'person',
  schemaVersion: 1,
  occurredAt: '2026-11-20T09:30:00.000Z',
});

/** Signed by a key that was made for this sample and kept by nobody. */
const checkpointJws = [
  'eyJhbGciOiJFUzI1NiIsInR5cCI6ImdvbGRzcG9rZS1jaGVja3BvaW50In0',
  'eyJmcm9tIjoiMjAyNi0xMS0yMFQwODozMDowMC4wMDBaIiwiaHViIjoiZ29sZHNwb2tlIiwibGF0ZSI6MCwibGVhdmVzIjoxMjA0LCJtYWRlQXQiOiIyMDI2LTExLTIwVDA5OjM1OjAwLjAwMFoiLCJudW1iZXIiOjQyLCJwcmV2aW91cyI6IjVmNzBiZjE4YTA4NjAwNzAxNmU5NDhiMDRhZWQzYjgyMTAzYTM2YmVhNDE3NTViNmNkZGZhZjEwYWNlM2M2ZWYiLCJyb290IjoiOWM1NmNjNTFiMzc0YzNiYTE4OTIxMGQ1YjZkNGJmNTc3OTBkMzUxYzk2YzQ3YzAyMTkwZWNmMWU0MzA2MzVhYiIsInNldHRsZWRCZWZvcmUiOiIyMDI2LTExLTIwVDA5OjE1OjAwLjAwMFoiLCJ0byI6IjIwMjYtMTEtMjBUMDk6MzA6MDAuMDAwWiJ9',
  '4yqzrTG2_uh1Fuetwr_slE3KVn91g4D1zKrFUzo3etNFkQzVOcePQNSs84QoLbYWXngLZBao6mZY605quIATeQ',
].join('.');

export const eventSamples: EventDetails = {
  'customer.created.v1': {
    metadata: metadata(ada, 1, 'web'),
    spoke: 'web',
    customerId: ada,
    changed: ['birthDate', 'emails', 'name'],
  },
  'customer.changed.v1': {
    metadata: metadata(ada, 2, 'crm'),
    spoke: 'crm',
    customerId: ada,
    changed: ['addresses', 'emails'],
  },
  'customer.merged.v1': {
    metadata: { ...metadata(ada, 3, 'crm'), actor: 'tok_01jz8k000000000000000stew1' },
    spoke: 'crm',
    customerId: ada,
    changed: ['name', 'phones'],
    idMap: { [adaKing]: ada },
  },
  'customer.split.v1': {
    metadata: { ...metadata(ada, 4, 'crm'), actor: 'tok_01jz8k000000000000000stew1' },
    spoke: 'crm',
    customerId: ada,
    changed: ['name', 'phones'],
    idMap: { [adaKing]: adaKing },
  },
  'customer.removed.v1': {
    metadata: metadata(later, 7, 'web'),
    spoke: 'web',
    customerId: later,
    changed: ['name', 'phones'],
  },
  'consent.changed.v1': {
    metadata: {
      eventId: 'con_01jz8p0000aaaabbbbccccdddd.changed.web',
      correlationId: '6f0c1f7e-2f5b-4d55-9a3f-0b8d3a1f5c11',
      actor: 'tok_01jz8k0000000000000000crm1',
      schema: 'person',
      occurredAt: '2026-11-20T09:30:00.000Z',
    },
    spoke: 'web',
    customerId: ada,
    because: 'entry',
    entry: {
      eventId: 'con_01jz8p0000aaaabbbbccccdddd',
      customerId: adaKing,
      sequence: 2,
      heard: 2,
      kind: 'withdrawn',
      purpose: 'marketing',
      channels: ['email'],
      at: '2026-11-20T09:29:58.000Z',
    },
    basis: {
      revision: 4,
      asOf: '2026-11-20T09:30:01.000Z',
      heard: { [ada]: 1, [adaKing]: 2 },
    },
    states: [
      { purpose: 'marketing', channel: 'email', status: 'withdrawn' },
      { purpose: 'marketing', channel: 'sms', status: 'given' },
    ],
    proof: `eyJhbGciOiJFUzI1NiJ9.eyJkaWdlc3QiOiIxMmFiIn0.${'A'.repeat(86)}`,
  },
  'restriction.changed.v1': {
    metadata: {
      eventId: 'rst_01jz8u0000aaaabbbbccccdddd.changed.web',
      correlationId: '6f0c1f7e-2f5b-4d55-9a3f-0b8d3a1f5c11',
      actor: 'usr_01jz8k000000000000priv1',
      schema: 'person',
      occurredAt: '2026-11-20T09:30:00.000Z',
    },
    spoke: 'web',
    customerId: ada,
    because: 'placed',
    isRestricted: true,
    until: '2027-02-20T00:00:00.000Z',
  },
  'review-task.opened.v1': {
    metadata: {
      eventId: 'tsk_01jz8n0000aaaabbbbccccdddd.opened.hub',
      taskId: 'tsk_01jz8n0000aaaabbbbccccdddd',
      correlationId: '6f0c1f7e-2f5b-4d55-9a3f-0b8d3a1f5c11',
      actor: 'tok_01jz8k0000000000000000web1',
      occurredAt: '2026-11-20T09:30:00.000Z',
    },
    spoke: 'hub',
    taskId: 'tsk_01jz8n0000aaaabbbbccccdddd',
    customerIds: [ada, later],
    because: 'between-thresholds',
  },
  'import.finished.v1': {
    metadata: {
      eventId: 'imp_01jz8q0000aaaabbbbccccdddd.finished.crm',
      correlationId: '6f0c1f7e-2f5b-4d55-9a3f-0b8d3a1f5c11',
      actor: 'tok_01jz8k0000000000000000crm1',
      occurredAt: '2026-11-20T09:30:00.000Z',
    },
    spoke: 'crm',
    importId: 'imp_01jz8q0000aaaabbbbccccdddd',
    state: 'finished',
    counts: {
      read: 1000,
      created: 700,
      linked: 220,
      updated: 30,
      unchanged: 20,
      review: 18,
      rejected: 12,
    },
  },
  'dedupe-run.finished.v1': {
    metadata: {
      eventId: 'run_01jz8r0000aaaabbbbccccdddd.finished.hub',
      correlationId: '6f0c1f7e-2f5b-4d55-9a3f-0b8d3a1f5c11',
      actor: 'tok_01jz8k000000000000000stew1',
      occurredAt: '2026-11-20T09:30:00.000Z',
    },
    spoke: 'hub',
    runId: 'run_01jz8r0000aaaabbbbccccdddd',
    attempt: 1,
    state: 'finished',
    schema: 'person',
    dryRun: false,
    customers: 100_000,
    merges: 2411,
    splits: 0,
    reviews: 317,
  },
  'letter.requested.v1': {
    metadata: {
      eventId: 'ltr_01jz8n0000aaaabbbbccccdddd.requested.crm',
      correlationId: '6f0c1f7e-2f5b-4d55-9a3f-0b8d3a1f5c11',
      actor: 'anonymous',
      occurredAt: '2026-11-20T09:30:00.000Z',
    },
    spoke: 'crm',
    letterId: 'ltr_01jz8n0000aaaabbbbccccdddd',
    kind: 'door',
    expiresAt: '2026-11-20T09:45:00.000Z',
  },
  'privacy-request.opened.v1': {
    metadata: {
      eventId: 'req_01jz8v0000aaaabbbbccccdddd.opened.hub',
      correlationId: '6f0c1f7e-2f5b-4d55-9a3f-0b8d3a1f5c11',
      actor: 'usr_01jz8k000000000000stew1',
      occurredAt: '2026-11-20T09:30:00.000Z',
    },
    spoke: 'hub',
    requestId: 'req_01jz8v0000aaaabbbbccccdddd',
    rights: ['access', 'erasure'],
    customerId: ada,
    channel: 'steward',
    state: 'received',
  },
  'privacy-request.task.v1': {
    metadata: {
      eventId: 'req_01jz8v0000aaaabbbbccccdddd.task.crm',
      correlationId: '6f0c1f7e-2f5b-4d55-9a3f-0b8d3a1f5c11',
      actor: 'system:privacy',
      occurredAt: '2026-11-20T10:30:00.000Z',
    },
    spoke: 'crm',
    requestId: 'req_01jz8v0000aaaabbbbccccdddd',
    rights: ['access', 'erasure'],
    customerId: ada,
    dueAt: '2026-11-30T10:30:00.000Z',
    mandatory: true,
  },
  'privacy-request.closed.v1': {
    metadata: {
      eventId: 'req_01jz8v0000aaaabbbbccccdddd.closed.crm',
      correlationId: '6f0c1f7e-2f5b-4d55-9a3f-0b8d3a1f5c11',
      actor: 'system:privacy',
      occurredAt: '2026-11-24T08:00:00.000Z',
    },
    spoke: 'crm',
    requestId: 'req_01jz8v0000aaaabbbbccccdddd',
    rights: ['access', 'erasure'],
    state: 'fulfilled',
  },
  'access.glass-broken.v1': {
    metadata: {
      eventId: 'gls_01jz8t0000aaaabbbbccccdddd.glassbroken.hub',
      correlationId: '6f0c1f7e-2f5b-4d55-9a3f-0b8d3a1f5c11',
      actor: 'usr_01jz8k000000000000stew1',
      occurredAt: '2026-11-20T09:30:00.000Z',
    },
    spoke: 'hub',
    glassId: 'gls_01jz8t0000aaaabbbbccccdddd',
    orgUnits: ['north'],
    customerId: ada,
    endsAt: '2026-11-20T09:45:00.000Z',
  },
  'audit.checkpoint.v1': {
    metadata: {
      eventId: 'chk_00000000000000000000000042.checkpoint.hub',
      correlationId: 'checkpoint-42',
      actor: 'system:checkpoint',
      occurredAt: '2026-11-20T09:35:00.000Z',
    },
    spoke: 'hub',
    number: 42,
    previous: '5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef',
    from: '2026-11-20T08:30:00.000Z',
    to: '2026-11-20T09:30:00.000Z',
    leaves: 1204,
    root: '9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab',
    jws: checkpointJws,
  },
};
