import type { Context } from 'aws-lambda';
import { lambdaContext } from './lambda-context.ts';

interface Scheduled {
  readonly load: () => Promise<{ readonly handler: unknown }>;
}

export interface ScheduleOptions {
  /** By name; `schedules` of the manifest. */
  readonly functions: Readonly<Record<string, Scheduled>>;
  readonly everySeconds: number;
  readonly onFailure: (name: string, error: unknown) => void;
}

const timeoutMs = 300_000;

/** Calls functions by the clock, as rules of EventBridge do; never one that still runs. */
export function runSchedules({ functions, everySeconds, onFailure }: ScheduleOptions): {
  /** Waits for calls that run. */
  readonly stop: () => Promise<void>;
} {
  const running = new Map<string, Promise<unknown>>();
  const call = async (name: string, { load }: Scheduled) => {
    const { handler } = await load();
    // What a scheduled function exports: called with an event that says nothing.
    await (handler as (event: object, context: Context) => Promise<unknown>)(
      {},
      lambdaContext(name, timeoutMs),
    );
  };
  const callAll = () => {
    for (const [name, scheduled] of Object.entries(functions)) {
      if (running.has(name)) continue;
      const calling = call(name, scheduled)
        .catch((error: unknown) => onFailure(name, error))
        .finally(() => running.delete(name));
      running.set(name, calling);
    }
  };
  const timer = setInterval(callAll, everySeconds * 1000);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.allSettled(running.values());
    },
  };
}
