import results from '../../bench/results.json' with { type: 'json' };
import sample from '../../events/customer.changed.v1/sample.json' with { type: 'json' };

/** Counts that a benchmark took, for one record or one customer; bench/results.json says when and where. */
export interface Measured {
  /** A record taken in by a hub of a million customers: its request, and the look again after the commit. */
  readonly request: Units;
  readonly recheck: Units;
  /** Processor time of one request, in milliseconds of one whole processor. */
  readonly processorMs: number;
  readonly roundTripsPerRecord: number;
  readonly recordsPerCustomer: number;
  readonly itemsPerCustomer: number;
  readonly bytesPerCustomer: number;
  readonly remove: Units;
  readonly read: Units;
  /** An entry of the ledger of consents, the customer found first; and what its spokes are told. */
  readonly sayConsent: Units;
  readonly tellConsent: Units;
  /** What the function of each clock uses where nothing is due. */
  readonly quietLooks: Readonly<Record<string, Units>>;
  readonly eventBytes: number;
}

export interface Units {
  readonly readUnits: number;
  readonly writeUnits: number;
}

export function measuredCounts(): Measured {
  const largest = results.growth.result.at(-1);
  if (largest === undefined) throw new Error('bench/results.json holds no growth');
  const rows = results.capacity.result;
  const units = (...operations: readonly string[]): Units =>
    operations
      .map((name) => {
        const row = rows.find(({ operation }) => operation === name);
        if (row === undefined) throw new Error(`bench/results.json holds no "${name}"`);
        return row;
      })
      .reduce(
        (sum, { readUnits, writeUnits }) => ({
          readUnits: sum.readUnits + readUnits,
          writeUnits: sum.writeUnits + writeUnits,
        }),
        { readUnits: 0, writeUnits: 0 },
      );
  const { customers, records, kinds } = results.storage.result;
  const sum = (of: 'itemsPerCustomer' | 'bytesPerCustomer') =>
    kinds.reduce((total, kind) => total + kind[of], 0);
  return {
    request: largest.request,
    recheck: largest.recheck,
    processorMs: results.latency.result.processor.mean,
    roundTripsPerRecord: results.latency.result.perThousand.calls / 1000,
    recordsPerCustomer: records / customers,
    itemsPerCustomer: sum('itemsPerCustomer'),
    bytesPerCustomer: sum('bytesPerCustomer'),
    remove: units('remove a customer', 'sweep of a removed customer'),
    read: units('find: customer of one constituent, two records'),
    sayConsent: units(
      'find: customer of one constituent, two records',
      'consent: an entry of the ledger',
    ),
    tellConsent: units('consents: what spokes are told of a customer'),
    quietLooks: {
      'consent-ends': units('look: consents that ended, none'),
      'privacy-clocks': units('look: open privacy requests, none'),
      'destroy-answer-keys': units('look: packages and details that ended, none'),
    },
    eventBytes: Buffer.byteLength(JSON.stringify(sample)),
  };
}
