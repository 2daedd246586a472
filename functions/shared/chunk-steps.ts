import type { Died } from './died.ts';

/** What the definition of a run over chunks of customers hands over. */
export type ChunkStep =
  | { readonly step: 'plan' | 'finish' | 'fail'; readonly runId: string }
  | {
      readonly step: 'scan';
      readonly runId: string;
      /** Which chunk. */
      readonly piece: number;
    }
  | Died;

/** What each step does. A run that is not there, or has ended, is failed by nothing. */
interface ChunkActs<S> {
  readonly plan: (runId: string, services: S) => Promise<object>;
  readonly scan: (runId: string, chunk: number, services: S) => Promise<void>;
  readonly finish: (runId: string, services: S) => Promise<void>;
  readonly fail: (runId: string, services: S) => Promise<void>;
}

/** The steps of such a run: workflows/retention.asl.json, workflows/consent-rehearsal.asl.json. Each may be called again at any time. */
export const chunkStepsOf =
  <S>({ plan, scan, finish, fail }: ChunkActs<S>) =>
  (servicesOf: () => S) =>
  async (event: ChunkStep): Promise<object> => {
    const services = servicesOf();
    switch (event.step) {
      case 'plan':
        return plan(event.runId, services);
      case 'scan':
        await scan(event.runId, event.piece, services);
        return {};
      case 'finish':
        await finish(event.runId, services);
        return {};
      case 'fail':
        await fail(event.runId, services);
        return {};
      case 'died':
        // A map's own execution has another name: then there is no such run.
        await fail(event.execution, services);
        return {};
    }
  };

export const runOf = (event: ChunkStep): string =>
  event.step === 'died' ? event.execution : event.runId;
