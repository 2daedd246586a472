import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { BadInput, reasonOf, WrongUsage } from './bad-input.ts';

/** A file that will be written, and what it is for: `--pairs`. */
export interface Output {
  readonly path: string;
  readonly asked: string;
}

/**
 * Before a long run: no file that is read would be written over, none is written twice, and each can
 * be written where it shall stand.
 */
export function checkOutputs(read: readonly string[], outputs: readonly Output[]): void {
  const known = new Map<string, string>();
  for (const path of read) known.set(identityOf(path), 'is read');
  for (const { path, asked } of outputs) {
    const stats = statsOf(path);
    // Devices and pipes take whatever comes.
    if (stats !== undefined && !stats.isFile() && !stats.isDirectory()) continue;
    if (stats?.isDirectory()) throw new BadInput(`${path}: is a folder; ${asked} is a file`);
    const identity = identityOf(path);
    const other = known.get(identity);
    if (other !== undefined) throw new WrongUsage(`${path}: ${other} and would be ${asked} too`);
    known.set(identity, `is ${asked}`);
    try {
      accessSync(dirname(resolve(path)), constants.W_OK);
      if (stats !== undefined) accessSync(path, constants.W_OK);
    } catch (error) {
      throw new BadInput(`${path}: cannot be written: ${reasonOf(error)}`);
    }
  }
}

const statsOf = (path: string): Stats | undefined => {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
};

/** The same for all names of a file. */
const identityOf = (path: string): string => {
  const stats = path === '-' ? undefined : statsOf(path);
  return stats?.isFile() ? `${stats.dev}:${stats.ino}` : resolve(path);
};
