import assumptions from './assumptions.json' with { type: 'json' };
import type { Measured } from './measured.ts';
import priceFile from './prices.json' with { type: 'json' };

export type PriceName = keyof typeof priceFile.prices;

/** How often each thing that has a price is used. */
export type Use = Readonly<Partial<Record<PriceName, number>>>;

export const prices: Readonly<Record<PriceName, { readonly usd: number }>> = priceFile.prices;

export const dollars = (use: Use): number =>
  Object.entries(use).reduce(
    (sum, [name, count]) => sum + count * prices[name as PriceName].usd,
    0,
  );

export const times = (use: Use, factor: number): Use =>
  Object.fromEntries(Object.entries(use).map(([name, count]) => [name, count * factor]));

export const together = (...uses: readonly Use[]): Use =>
  uses.reduce<Record<string, number>>((sum, use) => {
    for (const [name, count] of Object.entries(use)) sum[name] = (sum[name] ?? 0) + count;
    return sum;
  }, {});

/** Seconds that a function of the usual memory takes for so much work and so many waits for DynamoDB. */
const lambdaSeconds = (processorMs: number, roundTrips: number): number => {
  const processor = Math.min(
    1,
    (assumptions.lambdaMemoryGb * 1024) / assumptions.memoryMbOfOneProcessor,
  );
  return (processorMs / processor + roundTrips * assumptions.roundTripMs) / 1000;
};

/** Seconds of one request that takes a record in. */
export const ingestSeconds = ({ processorMs }: Measured): number =>
  lambdaSeconds(processorMs, assumptions.roundTripsInOneRecord);

const batches = 1 / assumptions.streamRecordsInOneInvocation;

/** One use of each operation. */
export function operations(measured: Measured): Readonly<Record<string, Use>> {
  const { request, recheck, processorMs, remove, read, eventBytes } = measured;
  const { sayConsent, tellConsent } = measured;
  const asked: Use = {
    apiRequest: 1,
    webAclRequest: 1,
    lambdaRequest: 1,
    logGb: assumptions.logBytesOfOneRequest / 1e9,
    trace: assumptions.tracedShare,
  };
  return {
    'a record taken in over the API': {
      ...asked,
      lambdaGbSecond: ingestSeconds(measured) * assumptions.lambdaMemoryGb,
      tableRead: request.readUnits,
      tableWrite: request.writeUnits,
    },
    'matched again after its commit': {
      lambdaRequest: batches,
      // Half of what taking in takes: it matches, and neither validates nor writes a record.
      lambdaGbSecond: lambdaSeconds(processorMs / 2, 2) * assumptions.lambdaMemoryGb,
      tableRead: recheck.readUnits,
      tableWrite: recheck.writeUnits,
    },
    'syndicated to its spokes': {
      lambdaRequest: batches,
      lambdaGbSecond: lambdaSeconds(1, 2 * batches) * assumptions.lambdaMemoryGb,
      event: assumptions.spokesThatHear,
      archiveGb: (assumptions.spokesThatHear * eventBytes) / 1e9,
      // Sent, received and deleted at the queue of each spoke.
      queueRequest: 3 * assumptions.spokesThatHear,
    },
    'a customer read': {
      ...asked,
      lambdaGbSecond: lambdaSeconds(3, 2) * assumptions.lambdaMemoryGb,
      tableRead: read.readUnits,
      tableWrite: read.writeUnits,
    },
    'a consent said over the API': {
      ...asked,
      lambdaGbSecond: lambdaSeconds(3, 4) * assumptions.lambdaMemoryGb,
      tableRead: sayConsent.readUnits,
      tableWrite: sayConsent.writeUnits,
    },
    'told to its spokes, signed': {
      lambdaRequest: batches,
      // One wait for the ledger, one for the signature.
      lambdaGbSecond: lambdaSeconds(1, 2 + 2 * batches) * assumptions.lambdaMemoryGb,
      tableRead: tellConsent.readUnits,
      // One signature for all spokes that are told the same.
      kmsSign: 1,
      event: assumptions.spokesThatHear,
      archiveGb: (assumptions.spokesThatHear * eventBytes) / 1e9,
      queueRequest: 3 * assumptions.spokesThatHear,
    },
    'a customer removed': {
      ...asked,
      lambdaGbSecond: lambdaSeconds(processorMs, 4) * assumptions.lambdaMemoryGb,
      tableRead: remove.readUnits,
      tableWrite: remove.writeUnits,
      event: assumptions.spokesThatHear,
    },
  };
}

/** DynamoDB bills 100 bytes with each item: docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export const storedGb = (customers: number, measured: Measured): number =>
  (customers * (measured.bytesPerCustomer + 100 * measured.itemsPerCustomer)) / 1e9;

/** What a base of so many customers uses in a month, with the changes and reads that are assumed. */
export function monthlyUse(customers: number, measured: Measured): Use {
  const of = operations(measured);
  const changes = customers * measured.recordsPerCustomer * assumptions.changesOfOneRecordAMonth;
  const gb = storedGb(customers, measured);
  return together(
    times(changeOf(of), changes),
    times(of['a customer read'] ?? {}, customers * assumptions.readsOfOneCustomerAMonth),
    { tableGbMonth: gb, recoveryGbMonth: gb },
  );
}

/** One change of a record, all the way to the spokes. */
export const changeOf = (of: ReturnType<typeof operations>): Use =>
  together(
    of['a record taken in over the API'] ?? {},
    of['matched again after its commit'] ?? {},
    of['syndicated to its spokes'] ?? {},
  );
