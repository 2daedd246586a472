import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line of an invocation carries. Ids only. */
export interface InvocationFacts {
  readonly correlationId?: string;
  /** Lambda's. */
  readonly requestId?: string;
  /** On lines of a process's first invocation. */
  readonly coldStart?: true;
}

const current = new AsyncLocalStorage<InvocationFacts>();

/** Facts that hold for all that `run` does, over those that hold already. Invocations at once do not mix. */
export const within = <T>(facts: InvocationFacts, run: () => T): T =>
  current.run({ ...current.getStore(), ...facts }, run);

export const invocationFacts = (): InvocationFacts => current.getStore() ?? {};
