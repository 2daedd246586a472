import type { Cause, ReviewTask, StoredCustomer, Transition } from '#core/identity/change';
import { contextFor } from './context.ts';
import type { Services } from './handle.ts';
import { matchKeysFor } from './matching.ts';
import { withRetry } from './retry.ts';

type Context = Awaited<ReturnType<typeof contextFor>>;

export interface Act {
  /** Reads the customers the act is about; read again on every try. */
  readonly read: () => Promise<readonly [StoredCustomer, ...StoredCustomer[]]>;
  /** Decides; throws the refusal when the answer is no. */
  readonly decide: (stored: readonly StoredCustomer[], context: Context) => Transition;
  /** Members whose match keys change with it. */
  readonly touches?: (transition: Transition) => readonly string[];
  readonly decides?: (at: string) => readonly ReviewTask[];
  readonly cause: Cause;
}

/** Read, decide, commit; from the start again when another writer was faster. Answers the customers as stored. */
export const act = (
  { read, decide, touches, decides, cause }: Act,
  services: Services,
): Promise<{ readonly stored: readonly StoredCustomer[]; readonly transition: Transition }> =>
  withRetry(async () => {
    const before = await read();
    const context = await contextFor(services, before[0].customer.schema);
    const transition = decide(before, context);
    const stored = await services.customers.commit({
      before,
      ...transition,
      matchKeys: matchKeysFor(transition, touches?.(transition) ?? [], context.schema),
      ...(decides && { decides: decides(context.at) }),
      cause,
      at: context.at,
    });
    return { stored, transition };
  });

/** The id map of a transition, from whichever fact carries it. */
export const idMapOf = ({ facts }: Transition): Record<string, string> =>
  Object.assign({}, ...facts.map((fact) => fact.idMap ?? {}));
