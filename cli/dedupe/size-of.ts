import { statSync } from 'node:fs';

/** Bytes of a file; 0 for standard input, and for what cannot be reached: reading says so. */
export const sizeOf = (file: string): number => {
  try {
    return file === '-' ? 0 : statSync(file).size;
  } catch {
    return 0;
  }
};
