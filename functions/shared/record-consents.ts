import type * as z from 'zod';
import type { ConsentEvent } from '#core/consent/consent-event';
import type { ConsentProof } from '#core/consent/consent-proof';
import { Refusal, type Violation } from '#core/kernel/refusal';
import type { Json, JsonObject } from '#core/kernel/types';
import type { recordConsent } from './brought-consents.ts';
import { contactPointOf } from './contact-point.ts';
import type { Services } from './handle.ts';
import { rootOf } from './record-consent.ts';
import { withRetry } from './retry.ts';
import { proofOf, saidIn, shownNotice, unknownNotice, violationsIn } from './stated-consent.ts';

type RecordConsent = z.output<typeof recordConsent>;

/** The source record that brings consents, as far as they depend on it. */
export interface Bringer {
  readonly spoke: string;
  readonly sourceId: string;
  readonly schema: string;
  readonly attributes: JsonObject;
}

/** Consents of one record that may be added to a ledger. */
export interface CheckedConsents {
  readonly bringer: Bringer;
  readonly consents: readonly Checked[];
}

interface Checked {
  readonly stated: RecordConsent;
  readonly said: Omit<ConsentEvent, 'eventId' | 'customerId' | 'recordedAt'>;
  readonly proof: ConsentProof;
}

/**
 * Checks all consents of a record before anything of it is written. Refuses `consent.invalid` with a
 * pointer into the body for everything that is wrong.
 */
export async function checkConsents(
  stated: readonly RecordConsent[],
  bringer: Bringer,
  actor: string,
  services: Pick<Services, 'governance' | 'consents' | 'clock'>,
): Promise<CheckedConsents> {
  const checked = await Promise.all(stated.map((each) => checkOne(each, bringer, actor, services)));
  const violations = checked.flatMap((each, index) =>
    'violations' in each
      ? each.violations.map((one) => ({ ...one, pointer: `/consents/${index}${one.pointer}` }))
      : [],
  );
  if (violations.length > 0) throw new Refusal('consent.invalid', violations);
  return { bringer, consents: checked.flatMap((each) => ('violations' in each ? [] : [each])) };
}

async function checkOne(
  stated: RecordConsent,
  bringer: Bringer,
  actor: string,
  services: Pick<Services, 'governance' | 'consents' | 'clock'>,
): Promise<Checked | { readonly violations: readonly Violation[] }> {
  const now = services.clock();
  const [purpose, notice, point] = await Promise.all([
    services.governance.purposes.read(stated.purpose),
    shownNotice(stated, services),
    pointOf(stated, bringer, services),
  ]);
  if (purpose === undefined)
    return { violations: [{ pointer: '/purpose', rule: 'known', message: unknownPurpose }] };
  const whole = { ...stated, collection: { ...stated.collection, spoke: bringer.spoke } };
  const violations = [
    ...(notice === 'unknown' ? [unknownNotice] : []),
    ...('violations' in point ? point.violations : []),
    ...violationsIn(stated, purpose.value, now, bringer.spoke),
  ];
  if (violations.length > 0 || notice === 'unknown' || 'violations' in point) return { violations };
  return {
    stated,
    said: {
      ...saidIn(whole, purpose.value, now),
      ...(point.token !== undefined && { contactPoint: point.token }),
    },
    proof: proofOf(whole, notice, actor),
  };
}

const unknownPurpose = 'names a purpose that does not exist';

async function pointOf(
  { contactPoint }: RecordConsent,
  { schema, attributes }: Bringer,
  services: Pick<Services, 'governance' | 'consents'>,
): Promise<{ readonly token: string | undefined } | { readonly violations: readonly Violation[] }> {
  try {
    const customer = { schema, golden: { attributes } };
    return { token: await contactPointOf(contactPoint, { customer }, services) };
  } catch (error) {
    if (error instanceof Refusal && error.code === 'consent.invalid')
      return { violations: error.violations };
    throw error;
  }
}

/**
 * Adds what a record brought to the ledger of the constituent that holds it, all at once, and answers
 * how many entries are new. Each has an id made of what it says, so whatever stands already is not
 * added again. It is the word of this constituent alone: the spoke speaks of its own record, and
 * whether others had become one with it by then must not matter.
 */
export async function addConsents(
  { bringer, consents }: CheckedConsents,
  holder: string,
  correlationId: string,
  services: Pick<Services, 'customers' | 'consents' | 'clock'>,
): Promise<number> {
  if (consents.length === 0) return 0;
  const { spoke, sourceId } = bringer;
  const events = await Promise.all(
    consents.map(async ({ stated, said, proof }) => {
      const source = [holder, spoke, sourceId, asJson(stated)];
      const eventId = await services.consents.entryId(stated.at, source);
      return { event: { ...said, eventId, customerId: holder }, proof };
    }),
  );
  return withRetry(async () => {
    const { consents: standing } = await services.consents.read([holder]);
    const known = new Set(standing.map(({ eventId }) => eventId));
    const news = events.filter(({ event: { eventId } }) => {
      const isNew = !known.has(eventId);
      known.add(eventId);
      return isNew;
    });
    if (news.length === 0) return 0;
    const [stored] = await services.customers.load([holder]);
    // Removed between the record and its consents: nobody is left of whom they say anything.
    if (stored === undefined) return 0;
    const at = services.clock();
    await services.consents.appendAll(
      news.map(({ event, proof }) => ({
        event: { ...event, recordedAt: at },
        proof,
        change: { actor: proof.actor, action: `consent.${event.kind}`, correlationId, at },
      })),
      rootOf(stored),
    );
    return news.length;
  });
}

/** What was parsed from JSON, without what is absent. */
const asJson = (stated: RecordConsent): Json => JSON.parse(JSON.stringify(stated));
