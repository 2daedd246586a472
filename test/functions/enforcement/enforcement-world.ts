import { expect } from 'vitest';
import type { StoredCustomer } from '#core/identity/change';
import { drawsFrom } from '#test/core/consent/draws-from';
import {
  type RouteName,
  startHub,
  type TestAnswer,
  type TestCall,
  type TestHub,
} from '#test/support/hub';
import { attributes, purposesOf, type Reader, readers } from './enforcement-readers.ts';
import { type Kind, type LedgerModel, type ModelPerson, mayLeave } from './ledger-model.ts';

/** A value that stands in one record of the hub and nowhere else. */
interface Planted {
  readonly value: string;
  readonly kind: Kind;
  readonly spoke: string;
  readonly sourceId: string;
}

export interface WorldReport {
  readonly reads: number;
  /** Values that were seen, each of them allowed. */
  readonly seen: number;
  /** Events that named attributes. */
  readonly told: number;
}

/** A hub whose clock the test moves, and what the test told it. Who is one with whom, the hub tells. */
export interface World {
  readonly seed: number;
  readonly hub: TestHub;
  readonly draws: ReturnType<typeof drawsFrom>;
  readonly model: LedgerModel;
  readonly planted: Planted[];
  /** Of every record that was put, the customer whom it was put to. */
  readonly ids: string[];
  readonly report: { -readonly [name in keyof WorldReport]: WorldReport[name] };
  readonly now: () => string;
  /** From now on; before it where `ms` is negative. */
  readonly momentIn: (ms: number) => string;
  readonly pass: (ms: number) => void;
  /** The answer's body; throws where the route refuses. */
  readonly must: (route: RouteName, call: TestCall) => Promise<TestAnswer['body']>;
  readonly definePurposes: (isChanged: boolean) => Promise<void>;
  readonly living: () => Promise<readonly StoredCustomer[]>;
  /** Fails where the text holds a planted value of somebody for whom the reader's purpose does not allow it. */
  readonly check: (text: string, reader: Reader, what: string) => Promise<void>;
}

/** With the readers' lenses and their first purposes, and nobody in it. */
export async function openWorld(seed: number): Promise<World> {
  const hub = await startHub();
  let nowMs = Date.parse('2026-01-01T00:00:00.000Z');
  const momentIn = (ms: number) => new Date(nowMs + ms).toISOString();
  const now = () => momentIn(0);
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
  const pass = (ms: number) => {
    nowMs += ms;
  };
  const draws = drawsFrom(seed);
  return {
    seed,
    hub,
    draws,
    model,
    planted,
    ids,
    report,
    now,
    momentIn,
    pass,
    must,
    definePurposes,
    living,
    check,
  };
}

/** A customer as the model asks about him. */
export const personOf = ({ customer }: StoredCustomer): ModelPerson => {
  // Made by `putRecord` of enforcement-acts.ts alone.
  const { attributes: golden } = customer.golden as unknown as {
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
