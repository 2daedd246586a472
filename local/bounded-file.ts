import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

export interface BoundedFile {
  /** With the kernel when it returns: the death of this process loses nothing. */
  readonly append: (text: string) => void;
  readonly close: () => void;
}

/** A file that grows at its end, readable by its owner only. Above `maxBytes` it becomes `….1` and a new one begins. */
export function boundedFile(file: string, maxBytes: number): BoundedFile {
  let descriptor = openSync(file, 'a', 0o600);
  let bytes = fstatSync(descriptor).size;
  return {
    append: (text) => {
      if (bytes > maxBytes) {
        closeSync(descriptor);
        renameSync(file, `${file}.1`);
        descriptor = openSync(file, 'a', 0o600);
        bytes = 0;
      }
      bytes += writeSync(descriptor, text);
    },
    close: () => closeSync(descriptor),
  };
}
