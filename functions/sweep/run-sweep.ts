import type { Part, SweepInput, SweepState } from './steps.ts';
import { type SweepServices, sweep } from './sweep.ts';

/** The whole sweep in this process, in the order of workflows/sweep.asl.json; for operators and tests. */
export async function runSweep(input: SweepInput, services: SweepServices): Promise<SweepState> {
  let state = (await sweep({ step: 'plan', input }, services)) as SweepState;
  while (state.state === 'again') {
    const parts = await Promise.all(state.parts.map((part) => sweepToTheEnd(part, services)));
    state = (await sweep({ step: 'finish', parts }, services)) as SweepState;
  }
  return state;
}

async function sweepToTheEnd(part: Part, services: SweepServices): Promise<Part> {
  const next = (await sweep({ step: 'part', part }, services)) as Part;
  return next.done ? next : sweepToTheEnd(next, services);
}
