import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createImport } from '#functions/imports/contract';
import { batchMs, batchSize } from '#functions/imports/load-chunk';
import { chunksAtOnce, mostChunkBytes } from '#functions/imports/plan-import';

/** docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const mostEvents = 25_000;

/** Names of events: docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
const events = {
  /** ExecutionStarted, and how it ended. */
  execution: 2,
  /** Entered, exited. */
  state: 2,
  /** Scheduled, started, and how it ended. */
  call: 3,
  /** MapRunStarted, and how it ended. */
  mapRun: 2,
};

interface State {
  readonly Type: string;
  readonly Retry?: readonly { readonly MaxAttempts: number }[];
  readonly ItemProcessor?: Machine & {
    readonly ProcessorConfig: { readonly Mode: string; readonly ExecutionType?: string };
  };
}
interface Machine {
  readonly States: Readonly<Record<string, State>>;
}

const definition: Machine = JSON.parse(readFileSync('workflows/import.asl.json', 'utf8'));
const load = definition.States.Load?.ItemProcessor;

/** Events of a state that is passed once, each of its calls failing as often as it may. */
const mostOf = ({ Type, Retry = [] }: State): number => {
  const calls = 1 + Retry.reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 0);
  return (
    events.state +
    (Type === 'Task' ? calls * events.call : 0) +
    (Type === 'Map' ? events.mapRun : 0)
  );
};
const mostOfAll = (states: readonly State[]) =>
  states.reduce((sum, state) => sum + mostOf(state), 0);
const statesOf = (machine: Machine | undefined, names: readonly string[]) =>
  names.map((name) => {
    const state = machine?.States[name];
    if (state === undefined) throw new Error(`there is no state ${name}`);
    return state;
  });

describe('the history of the largest import', () => {
  it('holds a map run for each wave, and nothing of its chunks', () => {
    expect(load?.ProcessorConfig).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' });
    // A chunk is at least as large as this before it is closed, but for the last.
    const waves =
      Math.ceil(
        (createImport.body.shape.bytes.maxValue ?? Number.NaN) / mostChunkBytes / chunksAtOnce,
      ) + 1;
    const wave = mostOfAll(statesOf(definition, ['Plan', 'IsAnythingLeft', 'Load']));
    const end = mostOfAll(statesOf(definition, ['Finish', 'FinishFailed', 'Failed']));
    const most = events.execution + waves * wave + end;
    console.log(`${waves} waves, ${most} events of ${mostEvents} at most`);
    expect(most).toBeLessThan(mostEvents);
  });

  it('holds, for one chunk of the shortest lines, every round that it may take', () => {
    // An id of one character and its line end; and each batch as slow as a call lets it be.
    const batches = Math.ceil(mostChunkBytes / 2 / batchSize);
    const stepMs = 900_000;
    // A round goes on while there is time for one more batch.
    const batchesOfRound = Math.floor((stepMs - batchMs) / batchMs);
    const rounds = Math.ceil(batches / batchesOfRound);
    const [again, choice] = statesOf(load, ['LoadChunk', 'IsChunkLoaded']);
    const round = events.state + events.call + mostOf(choice as State);
    const most = events.execution + rounds * round + mostOf(again as State) + events.state;
    console.log(`${rounds} rounds of a chunk, ${most} events of ${mostEvents} at most`);
    expect(most).toBeLessThan(mostEvents);
  });
});
