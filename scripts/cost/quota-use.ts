import assumptions from './assumptions.json' with { type: 'json' };
import { changeOf, ingestSeconds, operations, type Use } from './cost-model.ts';
import type { Measured } from './measured.ts';
import quotaFile from './quotas.json' with { type: 'json' };

export type Quota = (typeof quotaFile.quotas)[number];

/** A quota and the share of it that is used at the busiest time; over 1 it is exceeded. */
export interface QuotaUse {
  readonly quota: Quota;
  readonly share: number;
}

/** What one change of a record asks of each thing that has a quota. */
function demandOfOneChange(measured: Measured): Readonly<Record<string, number>> {
  const change: Use = changeOf(operations(measured));
  return {
    ...change,
    lambdaSeconds: (change.lambdaGbSecond ?? 0) / assumptions.lambdaMemoryGb,
    // The count of customers is kept once for each invocation that follows a commit.
    hotWrite: 1 / assumptions.streamRecordsInOneInvocation,
    // Two for each cold start; each new environment serves thousands of requests.
    kmsRequest: (2 * ingestSeconds(measured)) / 1000,
  };
}

/** Every quota at so many changes of records a second, the one that is met first before the others. */
export function quotaUse(changesPerSecond: number, measured: Measured): readonly QuotaUse[] {
  const demand = demandOfOneChange(measured);
  return quotaFile.quotas
    .map((quota) => ({
      quota,
      share: ((demand[quota.counts] ?? 0) * changesPerSecond) / quota.perSecond,
    }))
    .toSorted((a, b) => b.share - a.share);
}

/** Records a second while so many customers are loaded for the first time. */
export const firstLoadRate = (customers: number, { recordsPerCustomer }: Measured): number =>
  (customers * recordsPerCustomer) / (assumptions.hoursOfFirstLoad * 3600);

/** Changes a second at the busiest time of an ordinary month of 30 days. */
export const peakRate = (customers: number, { recordsPerCustomer }: Measured): number =>
  ((customers * recordsPerCustomer * assumptions.changesOfOneRecordAMonth) / (30 * 86_400)) *
  assumptions.peakOverMean;
