import { statSync } from 'node:fs';

/** Bytes of a file; 0 for standard input, and for what is not there: reading says so. */
export const sizeOf = (file: string): number =>
  file === '-' ? 0 : (statSync(file, { throwIfNoEntry: false })?.size ?? 0);
