import type { BoundedFile } from './bounded-file.ts';

/**
 * Sends what this process writes to its standard output and error (the functions log there, as
 * Lambda wants it) into a file, so that the terminal is the start's own. Returns the terminal.
 */
export function divertOutput(file: BoundedFile): NodeJS.WriteStream {
  const terminal = process.stdout;
  const show = terminal.write.bind(terminal);
  const divert = ((chunk: Uint8Array | string, ...rest: unknown[]): boolean => {
    file.append(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    const done = rest.at(-1);
    if (typeof done === 'function') process.nextTick(done);
    return true;
  }) as typeof process.stdout.write;
  process.stdout.write = divert;
  process.stderr.write = divert;
  return Object.create(terminal, { write: { value: show } }) as NodeJS.WriteStream;
}
