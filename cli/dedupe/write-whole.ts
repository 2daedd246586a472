import { closeSync, fchmodSync, lstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { BadInput, isOfSystem, reasonOf } from './bad-input.ts';

/** Takes the next bytes or text of a file. */
export type Add = (piece: Uint8Array | string) => void;

/**
 * Writes a file that is there whole or not at all: it is written beside its place as `<path>.part` and
 * takes the name when all is said, with the rights of the file that it replaces. A device, a pipe or a
 * link is written to where it is. Throws `BadInput` where the system refuses.
 */
export function writeWhole(path: string, write: (add: Add) => void): void {
  try {
    const known = lstatSync(path, { throwIfNoEntry: false });
    if (known === undefined || known.isFile()) writeBeside(path, known?.mode, write);
    else writeInto(path, undefined, write);
  } catch (error) {
    if (!isOfSystem(error)) throw error;
    throw new BadInput(`${path}: is not written: ${reasonOf(error)}`);
  }
}

function writeBeside(path: string, mode: number | undefined, write: (add: Add) => void): void {
  const part = `${path}.part`;
  // What a run left that was killed may have the rights of another file.
  rmSync(part, { force: true });
  try {
    writeInto(part, mode, write);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

function writeInto(path: string, mode: number | undefined, write: (add: Add) => void): void {
  const descriptor = openSync(path, 'w');
  try {
    if (mode !== undefined) fchmodSync(descriptor, mode);
    write((piece) => addTo(descriptor, piece));
  } finally {
    closeSync(descriptor);
  }
}

/** A system may take less than it is given: a disk that is nearly full does so before it refuses. */
function addTo(descriptor: number, piece: Uint8Array | string): void {
  const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}
