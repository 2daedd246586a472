/** The input cannot be used, or the output not be written: exit status 1. */
export class BadInput extends Error {}

/** What was asked for contradicts itself: exit status 2. */
export class WrongUsage extends Error {}

/** Whether the system refused a file. */
export const isOfSystem = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error;

/** Why, without the name of the call: `ENOENT: no such file or directory`. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/, [a-z]+(?: '.*')?$/s, '') : 'cannot be used';
