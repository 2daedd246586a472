import {
  isRestricting,
  restrictedAt,
  restrictedPeriods,
  restrictionsOf,
} from '#core/consent/restriction';
import type { EventDetails } from '#events/catalogue';
import type { Standing } from '#store/consents';
import { statesNow } from './consent-states.ts';
import type { Services } from './handle.ts';

type Told = EventDetails['consent.changed.v1'];
export type ConsentStates = Told['states'];
export type ConsentBasis = NonNullable<Told['basis']>;

/** What a customer's ledger comes to while events are made. */
export interface ConsentsNow {
  /** The living customer. */
  readonly customerId: string;
  readonly schema: string;
  readonly states: ConsentStates;
  /** Of the customer, as it was read. */
  readonly revision: number;
  /** When that was; the states are those of this moment. */
  readonly asOf: string;
  /** The place of every entry in its ledger. */
  readonly places: Standing['places'];
  /** Absent where nothing in the ledger ever restricted. */
  readonly restriction?: {
    readonly isRestricted: boolean;
    readonly until?: string;
    /** Ids of the entries that restrict, or did. */
    readonly entries: readonly string[];
  };
}

type Reads = Pick<Services, 'consents' | 'governance' | 'clock'>;

/** Undefined for who is gone. Needs no key. */
export async function readConsentsNow(
  customerId: string,
  { consents, governance, clock }: Reads,
): Promise<ConsentsNow | undefined> {
  const standing = await consents.standing(customerId);
  if (standing === undefined) return undefined;
  // One by one, for a list may not hold yet what was defined a moment ago.
  const names = new Set(standing.consents.map(({ purpose }) => purpose));
  const purposes = await Promise.all(
    [...names].toSorted().map((name) => governance.purposes.read(name)),
  );
  const now = clock();
  const states = statesNow(
    standing,
    purposes.flatMap((each) => each?.value ?? []),
    now,
  );
  const restriction = restrictionOf(standing, now);
  return {
    ...(restriction && { restriction }),
    customerId: standing.customerId,
    schema: standing.schema,
    states: states.map(({ purpose, channel, status }) => ({ purpose, channel, status })),
    revision: standing.revision,
    asOf: now,
    places: standing.places,
  };
}

function restrictionOf({ restrictions, members }: Standing, now: string) {
  const known = { members, knownAt: now };
  const entries = restrictionsOf(restrictions, known)
    .filter(isRestricting)
    .map(({ restrictionId }) => restrictionId);
  if (entries.length === 0) return undefined;
  return { ...restrictedAt(restrictedPeriods(restrictions, known), now), entries };
}

/**
 * What the states rest on, for who hears of all purposes, or of `purpose` alone: how many entries of
 * each ledger are told to it.
 */
export function basisOf(
  { revision, asOf, places }: Pick<ConsentsNow, 'revision' | 'asOf' | 'places'>,
  purpose: string | undefined,
): ConsentBasis {
  const heard: Record<string, number> = {};
  for (const place of places)
    if (purpose === undefined || place.purpose === purpose)
      heard[place.customerId] = (heard[place.customerId] ?? 0) + 1;
  return { revision, asOf, ...(purpose !== undefined && { purpose }), heard };
}

/** Which one an entry is among those of its ledger that are told, from 1. */
export const placeHeard = (
  { customerId, sequence }: { readonly customerId: string; readonly sequence: number },
  { places }: Pick<ConsentsNow, 'places'>,
  purpose: string | undefined,
): number =>
  places.filter(
    (each) =>
      each.customerId === customerId &&
      each.sequence <= sequence &&
      (purpose === undefined || each.purpose === purpose),
  ).length;
