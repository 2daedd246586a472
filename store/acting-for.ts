import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string | undefined>();

/**
 * Every audit entry that is written while `run` works says that its actor acts for `onBehalfOf`,
 * unless the entry itself says for whom. Calls at once do not mix.
 */
export const actingFor = <T>(onBehalfOf: string | undefined, run: () => T): T =>
  current.run(onBehalfOf, run);

export const actsFor = (): string | undefined => current.getStore();
