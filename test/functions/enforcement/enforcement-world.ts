import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { expect } from 'vitest';
import type { Channel, ConsentEvent } from '#core/consent/consent-event';
import type { Purpose } from '#core/consent/purpose';
import type { StoredCustomer } from '#core/identity/change';
import { publish } from '#functions/publisher/publish';
import { lensOfSpoke } from '#functions/shared/lens-of';
import { readConsentsNow } from '#functions/shared/told-consents';
import { startStream } from '#local/stream';
import { drawsFrom } from '#test/core/consent/draws-from';
import { busThat } from '#test/functions/publisher/bus';
import { type RouteName, startHub, type TestCall } from '#test/support/hub';
import {
  type Kind,
  type LedgerModel,
  type ModelPerson,
  mayBeTold,
  mayLeave,
} from './ledger-model.ts';

interface Planted {
  readonly value: string;
  readonly kind: Kind;
  readonly spoke: string;
  readonly sourceId: string;
}

interface Reader {
  readonly spoke: string;
  readonly purpose: string;
  readonly needsConsent?: boolean;
}

/** One spoke for each lens, and one lens for each way in which a purpose may be allowed. */
const readers: readonly Reader[] = [
  { spoke: 'ads', purpose: 'ads' },
  { spoke: 'agreed', purpose: 'ads', needsConsent: true },
  { spoke: 'news', purpose: 'news' },
  { spoke: 'ship', purpose: 'ship' },
  { spoke: 'stats', purpose: 'stats' },
  { spoke: 'duty', purpose: 'duty' },
];
const attributes = ['name', 'emails', 'phones', 'addresses', 'birthDate'];

const purposesOf = (isChanged: boolean): readonly Purpose[] => [
  {
    ...{ name: 'ads', title: 'Ads', kinds: ['direct_marketing'], legalBases: ['consent'] },
    channels: isChanged ? ['email', 'post'] : ['email', 'sms', 'post'],
  },
  {
    ...{ name: 'news', title: 'News', kinds: ['direct_marketing'] },
    legalBases: isChanged ? ['consent'] : ['legitimate-interest', 'consent'],
    channels: ['email', 'post'],
  },
  {
    ...{ name: 'ship', title: 'Delivery', kinds: [], legalBases: ['contract'] },
    channels: ['sms', 'post'],
  },
  {
    ...{ name: 'stats', title: 'Analysis', kinds: ['profiling'] },
    legalBases: isChanged ? ['legitimate-interest'] : ['consent'],
    channels: ['profiling'],
  },
  {
    ...{ name: 'duty', title: 'Recalls', kinds: [], legalBases: ['legal-obligation'] },
    channels: ['post'],
  },
];

export interface WorldReport {
  readonly reads: number;
  /** Values that were seen, each of them allowed. */
  readonly seen: number;
  /** Events that named attributes. */
  readonly told: number;
}

/**
 * Lives through so many random steps and reads after each: no answer and no event may hold a value
 * whose purpose the second evaluator does not allow at that instant. What was said, the model keeps;
 * who is one with whom, the hub tells.
 */
export async function liveThrough(seed: number, steps: number): Promise<WorldReport> {
  const hub = await startHub();
  const { one, chance, below, several } = drawsFrom(seed);
  let nowMs = Date.parse('2026-01-01T00:00:00.000Z');
  const now = () => new Date(nowMs).toISOString();
  Object.assign(hub.services, { clock: now });
  const model: LedgerModel = {
    events: [],
    restrictions: [],
    purposes: new Map(),
    signedOff: new Set(),
  };
  const planted: Planted[] = [];
  const ids: string[] = [];
  const report = { reads: 0, seen: 0, told: 0 };

  const must = async (route: RouteName, call: TestCall) => {
    const answer = await hub.call(route, call);
    if (answer.status >= 300) throw new Error(`${route}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const definePurposes = async (isChanged: boolean) => {
    for (const purpose of purposesOf(isChanged)) {
      const { name, ...body } = purpose;
      await must('putPurpose', { params: { name }, body });
      model.purposes.set(name, purpose);
    }
  };
  await definePurposes(false);
  for (const { spoke, purpose, needsConsent } of readers) {
    const body = { title: spoke, attributes, purpose, ...(needsConsent && { needsConsent }) };
    await must('putLens', { params: { name: spoke }, body });
    await hub.spoke(spoke, 50, { lens: spoke });
  }

  const living = async (): Promise<readonly StoredCustomer[]> =>
    ids.length === 0 ? [] : hub.services.customers.load([...new Set(ids)]);
  const personOf = ({ customer }: StoredCustomer): ModelPerson => {
    const { attributes: golden } = customer.golden as never as {
      attributes: {
        birthDate?: string;
        addresses?: { country?: string }[];
        emails?: { value: string }[];
        phones?: { value: string }[];
      };
    };
    const country = golden.addresses?.find((each) => each.country !== undefined)?.country;
    return {
      members: customer.members.map((each) => each.customerId),
      emails: (golden.emails ?? []).map(({ value }) => value),
      phones: (golden.phones ?? []).map(({ value }) => value),
      ...(country !== undefined && { country }),
      ...(golden.birthDate !== undefined && { birthDate: golden.birthDate }),
    };
  };

  /** Every planted value in the text is of somebody for whom the reader's purpose allows it. */
  const check = async (text: string, reader: Reader, what: string) => {
    report.reads += 1;
    const found = planted.filter(({ value }) => text.includes(value));
    if (found.length === 0) return;
    const people = await living();
    for (const each of found) {
      const holder = people.find(({ customer }) =>
        customer.members.some(({ records }) =>
          records.some((it) => it.spoke === each.spoke && it.sourceId === each.sourceId),
        ),
      );
      if (holder === undefined) continue;
      const asked = { name: reader.purpose, ...(reader.needsConsent && { needsConsent: true }) };
      const may = mayLeave(model, personOf(holder), each, asked, now());
      if (!may)
        expect.fail(
          `seed ${seed}: ${what} of ${reader.spoke} shows ${each.value} (${each.kind}) at ${now()}`,
        );
      report.seen += 1;
    }
  };

  const bus = busThat();
  const services = {
    ...bus.services,
    listeners: async () =>
      Promise.all(
        (await hub.services.governance.spokes()).flatMap(async ({ value }) => {
          const lens = await lensOfSpoke(value, hub.services.governance);
          const purpose =
            lens.purpose && (await hub.services.governance.purposes.read(lens.purpose));
          return { name: value.name, lens, ...(purpose && { purpose: purpose.value }) };
        }),
      ),
    consentsOf: (customerId: string) => readConsentsNow(customerId, hub.services),
  };
  const client = new DynamoDBStreamsClient({
    endpoint: hub.store.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const failures: unknown[] = [];
  let checkpoint: unknown;
  const stream = await startStream({
    client,
    tableName: hub.store.names.main,
    consumers: [
      {
        name: 'publisher',
        handler: async ({ Records }: DynamoDBStreamEvent) => {
          const again = await publish(Records, services);
          if (again.length > 0) failures.push(again);
          return { batchItemFailures: [] };
        },
      },
    ],
    readCheckpoint: () => checkpoint as never,
    writeCheckpoint: (_, next) => {
      checkpoint = next;
    },
    onFailure: (_, error) => failures.push(error),
    idleMs: 5,
  });
  let heard = 0;
  const checkEvents = async () => {
    stream.nudge();
    if (!(await stream.drained(20_000)) || failures.length > 0 || bus.poison.length > 0)
      throw new Error(`events: ${failures.map(String)} ${JSON.stringify(bus.poison)}`);
    const events = bus.arrived.slice(heard);
    heard = bus.arrived.length;
    for (const { type, detail } of events) {
      const text = JSON.stringify(detail);
      expect(planted.filter(({ value }) => text.includes(value))).toEqual([]);
      const {
        customerId,
        changed = [],
        spoke,
      } = detail as never as {
        customerId: string;
        changed?: readonly string[];
        spoke: string;
      };
      const reader = readers.find((each) => each.spoke === spoke);
      if (reader === undefined || changed.length === 0) continue;
      const [stored] = await hub.services.customers.load([customerId]);
      if (stored === undefined) continue;
      const { members } = personOf(stored);
      if (!mayBeTold(model, { members }, reader.purpose, now()))
        expect.fail(`seed ${seed}: ${type} names attributes to ${spoke} at ${now()}`);
      report.told += 1;
    }
  };

  let records = 0;
  const putRecord = async (spoke: string, sourceId: string) => {
    records += 1;
    const tag = String(records).padStart(4, '0');
    const made = {
      name: `Qname${tag}`,
      email: `q${tag}@example.com`,
      phone: `+447700900${String(records % 1000).padStart(3, '0')}`,
      line1: `${tag} Qstreet`,
      birthDate: `${one([1960, 1985, 2011, 2013])}-${String(1 + below(12)).padStart(2, '0')}-${String(1 + below(28)).padStart(2, '0')}`,
    };
    const country = one(['GB', 'DE', 'US', undefined]);
    const body = {
      name: { given: made.name, family: 'Example' },
      emails: [{ value: made.email }],
      phones: [{ value: made.phone }],
      addresses: [{ line1: made.line1, ...(country && { country }) }],
      ...(chance(0.5) && { birthDate: made.birthDate }),
    };
    const answer = await must('putRecord', {
      params: { spoke, sourceId },
      body: { schema: 'person', attributes: body, updatedAt: now() },
    });
    ids.push(answer.customerId);
    for (const [value, kind] of [
      [made.name, 'other'],
      [made.email, 'email'],
      [made.phone, 'phone'],
      [made.line1, 'post'],
    ] as const)
      planted.push({ value, kind, spoke, sourceId });
  };

  const say = async () => {
    const customerId = one(ids);
    const [stored] = await hub.services.customers.load([customerId]);
    if (stored === undefined) return;
    const purpose = one([...model.purposes.values()]);
    const { emails, phones, members } = personOf(stored);
    const status = one([
      'given',
      'given',
      'given',
      'denied',
      'withdrawn',
      'objected',
      'parental',
    ] as const);
    const chosen = several(purpose.channels, 2);
    const channels: readonly Channel[] = chosen.length === 0 ? purpose.channels : chosen;
    const isReached = channels.every((each) => ['email', 'sms'].includes(each));
    const points = channels.includes('email') ? emails : phones;
    const point = isReached && points.length > 0 && chance(0.6) ? one(points) : undefined;
    const expiresAt =
      ['given', 'parental'].includes(status) && chance(0.4)
        ? new Date(nowMs + (1 + below(60)) * 86_400_000).toISOString()
        : undefined;
    const jurisdiction = one(['GB', 'DE', 'US']);
    const said = await must('putConsent', {
      params: { customerId, purpose: purpose.name },
      body: {
        ...{ status, channels, jurisdiction, collection: { method: 'web-form' } },
        ...(point && { contactPoint: point }),
        ...(expiresAt && { expiresAt }),
        at: now(),
      },
    });
    if (model.events.some(({ eventId }) => eventId === said.eventId)) return;
    model.events.push({
      eventId: said.eventId,
      customerId,
      kind: status,
      purpose: purpose.name,
      channels: [...channels] as unknown as ConsentEvent['channels'],
      ...(point && { contactPoint: point }),
      at: now(),
      recordedAt: now(),
      ...(expiresAt && { expiresAt }),
      jurisdiction,
      ...(members.length > 1 && { decidedFor: members }),
    });
  };

  const restrict = async () => {
    const customerId = one(ids);
    const isHold = chance(0.4);
    const restricts = isHold && chance(0.5);
    const until = chance(0.5)
      ? new Date(nowMs + (1 + below(30)) * 86_400_000).toISOString()
      : undefined;
    const { restrictionId } = await must('placeRestriction', {
      params: { customerId },
      body: {
        kind: isHold ? 'legal-hold' : 'restriction',
        ground: isHold ? 'legal-claim' : 'accuracy-contested',
        reason: 'a claim',
        ...(restricts && { restricts }),
        ...(until && { until }),
      },
    });
    if (!isHold || restricts)
      model.restrictions.push({ restrictionId, customerId, from: now(), ...(until && { until }) });
  };

  const lift = async () => {
    const open = model.restrictions.filter(
      ({ until, liftedAt }) => liftedAt === undefined && (until === undefined || until > now()),
    );
    if (open.length === 0) return;
    const each = one(open);
    const { customerId, restrictionId } = each;
    await must('liftRestriction', {
      params: { customerId, restrictionId },
      body: { reason: 'settled' },
    });
    each.liftedAt = now();
  };

  const rearrange = async () => {
    const people = await living();
    const reader = one(readers);
    const asks = { role: 'administrator', spoke: reader.spoke } as const;
    const merged = people.filter(({ customer }) => customer.members.length > 1);
    if (merged.length > 0 && chance(0.5)) {
      const { customer } = one(merged);
      const member = customer.members.find((each) => each.customerId !== customer.customerId);
      const call = {
        params: { customerId: customer.customerId },
        body: { customerId: member?.customerId },
      };
      await check(
        JSON.stringify((await hub.call('unmergeCustomer', { ...call, ...asks })).body),
        reader,
        'unmerge',
      );
      return;
    }
    const [a, b] = [one(people), one(people)];
    if (a.customer.customerId === b.customer.customerId) return;
    const call = {
      params: { customerId: a.customer.customerId },
      body: { with: b.customer.customerId },
    };
    await check(
      JSON.stringify((await hub.call('mergeCustomers', { ...call, ...asks })).body),
      reader,
      'merge',
    );
  };

  let isChanged = false;
  const acts: readonly (readonly [number, () => Promise<void>])[] = [
    [2, () => putRecord(one(readers).spoke, `r${records}`)],
    [
      1,
      () => {
        const again = one(planted);
        return putRecord(again.spoke, again.sourceId);
      },
    ],
    [8, say],
    [2, restrict],
    [2, lift],
    [3, rearrange],
    [
      1,
      () => {
        isChanged = !isChanged;
        return definePurposes(isChanged);
      },
    ],
    [
      1,
      async () => {
        const [ruleId, isSignedOff] = [
          one(['pecr-post', 'eprivacy-live-calls', 'eu-child-age-DE']),
          chance(0.5),
        ];
        const { status } = await hub.call('signOffRule', {
          params: { ruleId },
          body: { isSignedOff, ground: 'an opinion' },
        });
        if (status === 404) return;
        if (isSignedOff) model.signedOff.add(ruleId);
        else model.signedOff.delete(ruleId);
      },
    ],
    [
      1,
      async () => {
        const reader = one(readers.slice(2));
        const body = { title: chance(0.5) ? 'Narrow' : reader.spoke, purpose: reader.purpose };
        await must('putLens', {
          params: { name: reader.spoke },
          body: { ...body, attributes: chance(0.5) ? attributes.slice(0, 3) : attributes },
        });
      },
    ],
  ];
  const weighted = acts.flatMap(([weight, act]) => Array.from({ length: weight }, () => act));

  const look = async () => {
    const reader = one(readers);
    const role = one(['integrator', 'administrator'] as const);
    const asSpoke = { role, spoke: reader.spoke };
    const customerId = one(ids);
    const params = { customerId };
    const lens = { lens: reader.spoke };
    const asOf = new Date(nowMs - below(40) * 86_400_000).toISOString();
    const source = one(planted);
    const looks: readonly (readonly [RouteName, TestCall])[] = [
      ['readCustomer', { params, ...asSpoke }],
      ['readCustomer', { params, query: lens }],
      ['readCustomer', { params, query: { ...lens, asOf } }],
      ['readCustomer', { params, query: { asOf }, ...asSpoke }],
      ['listCustomers', { query: { limit: '100' }, ...asSpoke }],
      ['listCustomers', { query: { limit: '100', ...lens } }],
      ['listCustomers', { query: { name: 'Example' }, ...asSpoke }],
      [
        'listCustomers',
        {
          query: { email: `q${String(1 + below(records)).padStart(4, '0')}@example.com`, ...lens },
        },
      ],
      [
        'matchCustomers',
        {
          body: { schema: 'person', attributes: { name: { given: 'Ada', family: 'Example' } } },
          query: lens,
        },
      ],
      ['readLineage', { params, ...asSpoke }],
      ['readSources', { params, ...asSpoke }],
      ['readHistory', { params, ...asSpoke }],
      ['listPins', { params, ...asSpoke }],
      [
        'readRecord',
        {
          params: { spoke: source.spoke, sourceId: source.sourceId },
          role: 'integrator',
          spoke: source.spoke,
        },
      ],
    ];
    const [route, call] = one(looks);
    const { body } = await hub.call(route, call);
    const through =
      route === 'readRecord' ? readers.find(({ spoke }) => spoke === source.spoke) : reader;
    await check(JSON.stringify(body ?? ''), through ?? reader, route);
  };

  try {
    for (const { spoke } of readers) await putRecord(spoke, 'first');
    await checkEvents();
    for (let step = 0; step < steps; step += 1) {
      nowMs += one([1, 1000, 3_600_000, 86_400_000, 20 * 86_400_000]);
      await one(weighted)();
      await checkEvents();
      for (let each = 0; each < 3; each += 1) await look();
    }
  } finally {
    await stream.stop();
    client.destroy();
    await hub.stop();
  }
  return report;
}
