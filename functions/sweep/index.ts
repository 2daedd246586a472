import type { Context } from 'aws-lambda';
import { observed } from '#functions/shared/observed';
import { realServices } from '#functions/shared/services';
import { makeMaintenance } from '#store/make-maintenance';
import { sweep } from './sweep.ts';

let maintenance: ReturnType<typeof makeMaintenance> | undefined;

/** Called by workflows/sweep.asl.json alone. */
export const handler = observed((event: unknown, context: Context) => {
  const services = realServices();
  maintenance ??= makeMaintenance(process.env, services.clock);
  return sweep(event, {
    ...services,
    customers: maintenance.customers,
    maintenance,
    remainingMs: () => context.getRemainingTimeInMillis(),
  });
});
