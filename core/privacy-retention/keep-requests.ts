import { after, type Period } from '#core/consent/period';
import { applicable, type Regulation, type Sector } from '#core/consent/regulation';
import type { Instant } from '#core/kernel/types';

/** What a regulation says about how long its records are kept: rows of `records` in data/regulations.json. */
export interface RecordsRegulation extends Regulation {
  readonly records: readonly { readonly keep_for: Period | null; readonly citation: string }[];
}

/** Under which citation a regulation tells how long requests and their answers are kept. */
export const recordsOfRequests: Readonly<Record<string, string>> = {
  'us-ca-ccpa': '11 CCR 7101(a)-(b)',
  'us-states-omnibus': '4 CCR 904-3 Rule 6.11',
  'us-hipaa': '45 CFR 164.530(j)',
};

/** Where no law gives a number: as long as the laws of general application that give one. The house's own. */
export const houseKeepsFor: Period = { value: 24, unit: 'months' };

interface Law {
  readonly edition: { readonly regulations: readonly RecordsRegulation[] };
  readonly sectors: readonly Sector[];
}

/**
 * How long a request is kept after it has ended: the longest period that any law of its jurisdictions
 * asks for, and no shorter than the house's own. A fact that nobody confirmed counts as well: it can
 * only make the period longer.
 */
export function keepsRequestFor(
  jurisdictions: readonly string[],
  { edition, sectors }: Law,
  at: Instant,
): Period {
  const laws = applicable(edition, jurisdictions, sectors, at);
  const ids = new Set(laws.map(({ id }) => id));
  return edition.regulations
    .filter(({ id }) => ids.has(id))
    .flatMap(({ id, records }) =>
      records.flatMap(({ citation, keep_for }) =>
        citation === recordsOfRequests[id] && keep_for !== null ? [keep_for] : [],
      ),
    )
    .reduce(
      (longest, each) => (after(at, each) > after(at, longest) ? each : longest),
      houseKeepsFor,
    );
}
