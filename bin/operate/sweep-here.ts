import { newId } from '#functions/shared/services';
import { runSweep } from '#functions/sweep/run-sweep';
import type { SweepInput, SweepState } from '#functions/sweep/steps';
import { makeMaintenance } from '#store/make-maintenance';
import { makeStore } from '#store/make-store';

/** A whole sweep in this process, over the tables of `environment`; for what a machine can go over in hours. */
export function sweepHere(
  input: SweepInput,
  environment: Readonly<Record<string, string>>,
): Promise<SweepState> {
  const clock = () => new Date().toISOString();
  const maintenance = makeMaintenance(environment, clock);
  return runSweep(input, {
    ...makeStore(environment, clock),
    customers: maintenance.customers,
    maintenance,
    clock,
    newId,
    measure: () => undefined,
    log: (message, facts) => process.stderr.write(`${message} ${JSON.stringify(facts ?? {})}\n`),
    remainingMs: () => Number.POSITIVE_INFINITY,
  });
}
