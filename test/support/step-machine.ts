import { readFileSync } from 'node:fs';

/** As much of Amazon States Language as workflows/privacy-request.asl.json says. */
interface State {
  readonly Type: 'Task' | 'Choice' | 'Succeed';
  readonly Resource?: string;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly ResultPath?: string | null;
  readonly TimeoutSeconds?: number;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly {
    readonly Variable: string;
    readonly StringEquals: string;
    readonly Next: string;
  }[];
}
interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

interface Execution {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  at: string;
  data: Record<string, unknown>;
  status: 'running' | 'failed' | 'succeeded';
  /** While it waits for somebody to send it back. */
  wait?: { readonly token: string; readonly endsAtMs: number };
}

/** The privacy workflow's own definition, one step at a time and by a clock of the test's. */
export interface StepMachine {
  /** False where an execution of that name has ended. */
  start(name: string, input: Readonly<Record<string, unknown>>): boolean;
  goOn(token: string, output: unknown): boolean;
  /** Those that have a step to do now. */
  ready(): readonly string[];
  running(): readonly string[];
  /** One step. `false`: its function failed, and it comes again. */
  step(name: string): Promise<boolean>;
  /** All that run begin again, as after the restart of a machine that keeps only their starts. */
  restart(): void;
  kill(name: string): void;
}

const definition = JSON.parse(
  readFileSync(new URL('../../workflows/privacy-request.asl.json', import.meta.url), 'utf8'),
) as Definition;

export function stepMachine(
  call: (input: Readonly<Record<string, unknown>>) => Promise<unknown>,
  nowMs: () => number,
): StepMachine {
  const executions = new Map<string, Execution>();
  let tokens = 0;
  const stateOf = ({ at }: Execution): State => {
    const state = definition.States[at];
    if (state === undefined) throw new Error(`there is no state ${at}`);
    return state;
  };
  const reach = (execution: Execution, next: string | undefined) => {
    execution.at = next ?? '';
    for (let state = stateOf(execution); state.Type !== 'Task'; state = stateOf(execution)) {
      if (state.Type === 'Succeed') {
        execution.status = 'succeeded';
        return;
      }
      const taken = state.Choices?.find(
        ({ Variable, StringEquals }) => valueAt(execution.data, Variable) === StringEquals,
      );
      execution.at = taken?.Next ?? state.Default ?? '';
    }
  };
  const finish = (execution: Execution, output: unknown) => {
    const { ResultPath, Next } = stateOf(execution);
    if (typeof ResultPath === 'string')
      execution.data = { ...execution.data, [ResultPath.slice(2)]: output };
    delete execution.wait;
    reach(execution, Next);
  };
  const begin = (execution: Execution) => {
    execution.data = { ...execution.input };
    delete execution.wait;
    reach(execution, definition.StartAt);
  };
  const running = () => [...executions.values()].filter(({ status }) => status === 'running');

  return {
    start(name, input) {
      const known = executions.get(name);
      if (known !== undefined) return known.status === 'running';
      const execution: Execution = { name, input, at: '', data: {}, status: 'running' };
      executions.set(name, execution);
      begin(execution);
      return true;
    },
    goOn(token, output) {
      const waiting = running().find(({ wait }) => wait?.token === token);
      if (waiting === undefined) return false;
      finish(waiting, output);
      return true;
    },
    ready: () =>
      running()
        .filter(({ wait }) => wait === undefined || wait.endsAtMs <= nowMs())
        .map(({ name }) => name),
    running: () => running().map(({ name }) => name),
    async step(name) {
      const execution = executions.get(name);
      if (execution?.status !== 'running') return true;
      const { Resource = '', Parameters = {}, TimeoutSeconds = 0 } = stateOf(execution);
      const isWaiting = Resource.endsWith('.waitForTaskToken');
      const { at } = execution;
      const token = `token-${tokens}`;
      tokens += 1;
      if (isWaiting) execution.wait = { token, endsAtMs: nowMs() + TimeoutSeconds * 1000 };
      const payload = isWaiting ? Parameters.Payload : Parameters;
      try {
        const output = await call(filled(payload as Record<string, unknown>, execution, token));
        if (!isWaiting && execution.at === at) finish(execution, output);
        return true;
      } catch {
        if (execution.wait?.token === token) delete execution.wait;
        return false;
      }
    },
    restart() {
      for (const execution of running()) begin(execution);
    },
    kill(name) {
      const execution = executions.get(name);
      if (execution?.status === 'running') execution.status = 'failed';
    },
  };
}

const valueAt = (data: Readonly<Record<string, unknown>>, path: string): unknown =>
  path
    .slice(2)
    .split('.')
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], data);

const filled = (
  payload: Readonly<Record<string, unknown>>,
  { data }: Execution,
  token: string,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(payload).map(([name, value]) => {
      if (!name.endsWith('.$')) return [name, value];
      const path = String(value);
      return [name.slice(0, -2), path.startsWith('$$') ? token : valueAt(data, path)];
    }),
  );
