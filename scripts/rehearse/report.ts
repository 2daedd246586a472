import { appendFileSync, writeFileSync } from 'node:fs';

export interface Report {
  /** One line, or several, on the terminal and in the file. */
  readonly say: (text: string) => void;
  /** Runs a step and says how long it took. */
  readonly step: <R>(name: string, run: () => Promise<R>) => Promise<R>;
}

export function makeReport(file: string): Report {
  writeFileSync(file, '');
  const say = (text: string) => {
    process.stdout.write(`${text}\n`);
    appendFileSync(file, `${text}\n`);
  };
  return {
    say,
    step: async (name, run) => {
      const startedMs = performance.now();
      say(`── ${name}`);
      const result = await run();
      say(`   ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
      return result;
    },
  };
}
