import { readdirSync, readFileSync } from 'node:fs';
import type {
  Asked,
  ClockKind,
  ClockLaw,
  ClockRequest,
  ClockRight,
  HouseTargets,
} from '#core/privacy-clock/clock';
import { defaultHouseTargets } from '#core/privacy-clock/default-house-targets';
import { lawWith } from './law.ts';

/** One row: a request under a law, and what one of its clocks must say. */
export interface ClockVector {
  readonly why: string;
  readonly rights: readonly ClockRight[];
  readonly in: readonly string[];
  readonly received: string;
  readonly signed?: readonly string[];
  readonly sectors?: ClockLaw['sectors'];
  /** Asked, come. */
  readonly verification?: readonly [string, string?];
  readonly fee?: readonly [string, string?];
  /** From, until, reason. */
  readonly pauses?: readonly (readonly [string, string | null, string])[];
  /** Decided, reason, told. */
  readonly extensions?: readonly (readonly [string, string, string?])[];
  readonly abusive?: true;
  readonly orders?: Readonly<Record<string, readonly [string]>>;
  /** What differs from the default targets. */
  readonly house?: Partial<HouseTargets>;
  readonly kind: ClockKind;
  /** The legal clock of this rule … */
  readonly clock?: string;
  readonly ofRights?: readonly ClockRight[];
  /** … or the one that binds, by its rule or target. */
  readonly binds?: string;
  /** `null`: it waits. `none`: there is no such clock. */
  readonly due: string | null;
  readonly startsAt?: string | null;
  readonly waitsFor?: string;
  readonly pausedDays?: number;
  readonly counting?: string;
  readonly decides?: boolean;
  readonly extended?: boolean;
  /** `none`: it cannot be extended. */
  readonly noticeBy?: string;
  readonly laterDue?: string;
  readonly refused?: readonly string[];
  readonly withoutNumber?: readonly string[];
  readonly place?: string;
  /** How many legal clocks of the kind there are. */
  readonly count?: number;
}

const folder = new URL('./vectors/', import.meta.url);

export const themes: readonly string[] = readdirSync(folder).map((name) =>
  name.replace('.json', ''),
);

export const vectorsAbout = (theme: string): readonly ClockVector[] =>
  JSON.parse(readFileSync(new URL(`${theme}.json`, folder), 'utf8'));

const asked = ([askedAt, at]: readonly [string, string?]): Asked => ({
  askedAt,
  ...(at !== undefined && { at }),
});

/** The request that a row describes, the law and the house under which it is counted. */
export function questionOf(vector: ClockVector): readonly [ClockRequest, ClockLaw, HouseTargets] {
  const { verification, fee, pauses = [], extensions = [], orders = {} } = vector;
  return [
    {
      rights: vector.rights,
      jurisdictions: vector.in,
      receivedAt: vector.received,
      ...(verification !== undefined && { verification: asked(verification) }),
      ...(fee !== undefined && { fee: asked(fee) }),
      pauses: pauses.map(([from, until, reason]) => ({
        from,
        reason,
        ...(until !== null && { until }),
      })),
      extensions: extensions.map(([at, reason, noticeSentAt]) => ({
        at,
        reason,
        ...(noticeSentAt !== undefined && { noticeSentAt }),
      })),
      ...(vector.abusive === true && { isAbusive: true }),
      orders: Object.fromEntries(
        Object.entries(orders).map(([spoke, [sentAt]]) => [spoke, { sentAt }]),
      ),
    },
    lawWith(vector.signed, vector.sectors),
    { ...defaultHouseTargets, ...vector.house },
  ];
}
