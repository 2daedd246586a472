import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { BadInput, WrongUsage } from '../../cli/dedupe/bad-input.ts';
import { checkOutputs } from '../../cli/dedupe/check-outputs.ts';
import { writeWhole } from '../../cli/dedupe/write-whole.ts';

// A disk that takes seven bytes at once, as one that is nearly full does.
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const writeSync = (descriptor: number, bytes: Uint8Array, at: number): number =>
    fs.writeSync(descriptor, bytes, at, Math.min(7, bytes.length - at));
  return { ...fs, writeSync };
});

let folder: string;
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'goldspoke-outputs-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('writeWhole', () => {
  beforeEach(() => writeFileSync(at('old.csv'), 'what stood there'));

  it('writes all that it is given, however little the system takes at once', () => {
    writeWhole(at('new.csv'), (add) => {
      add('id,cluster_id\n');
      add(new TextEncoder().encode('a long line that the system takes in parts,1\n'));
    });
    expect(readFileSync(at('new.csv'), 'utf8')).toBe(
      'id,cluster_id\na long line that the system takes in parts,1\n',
    );
  });

  it('leaves the file that stood there, and no part of the new one, when writing fails', () => {
    const before = readdirSync(folder);
    const fail = () =>
      writeWhole(at('old.csv'), (add) => {
        add('half');
        throw new Error('a bug');
      });
    expect(fail).toThrow('a bug');
    expect(readFileSync(at('old.csv'), 'utf8')).toBe('what stood there');
    expect(readdirSync(folder)).toEqual(before);
  });

  it('keeps who may read the file that it replaces, whatever a killed run left', () => {
    chmodSync(at('old.csv'), 0o600);
    writeFileSync(at('old.csv.part'), 'of a killed run', { mode: 0o644 });
    writeWhole(at('old.csv'), (add) => add('new'));
    expect([readFileSync(at('old.csv'), 'utf8'), statSync(at('old.csv')).mode & 0o777]).toEqual([
      'new',
      0o600,
    ]);
  });

  it('writes through a link and leaves it one', () => {
    symlinkSync(at('old.csv'), at('link.csv'));
    writeWhole(at('link.csv'), (add) => add('new'));
    expect(readFileSync(at('old.csv'), 'utf8')).toBe('new');
    expect(lstatSync(at('link.csv')).isSymbolicLink()).toBe(true);
  });

  it('names the file and the reason when the disk is full', () => {
    const full = () => writeWhole('/dev/full', (add) => add('x'));
    expect(full).toThrow(BadInput);
    expect(full).toThrow('/dev/full: is not written: ENOSPC: no space left on device');
  });
});

describe('checkOutputs', () => {
  const out = (path: string, asked = '--out') => ({ path, asked });

  it('refuses to write over a file that is read, by whatever name', () => {
    writeFileSync(at('in.csv'), '');
    linkSync(at('in.csv'), at('same.csv'));
    symlinkSync(at('in.csv'), at('linked.csv'));
    mkdirSync(at('none'));
    for (const name of ['in.csv', 'same.csv', 'linked.csv', 'none/../in.csv'])
      expect(() => checkOutputs([at('in.csv')], [out(`${folder}/${name}`)])).toThrow(WrongUsage);
  });

  it('refuses two outputs of one name, new or not; a device takes both', () => {
    const twice = (path: string) => () => checkOutputs(['-'], [out(path), out(path, '--pairs')]);
    expect(twice(at('fresh.csv'))).toThrow(/fresh.csv: is --out and would be --pairs too/);
    expect(twice(at('in.csv'))).toThrow(WrongUsage);
    expect(twice('/dev/null')()).toBe(undefined);
  });

  it('names a folder that is not there, and one where a file is asked for', () => {
    expect(() => checkOutputs([], [out(at('nowhere/x.csv'))])).toThrow(
      /nowhere\/x.csv: cannot be written: ENOENT: no such file or directory$/,
    );
    expect(() => checkOutputs([], [out(folder)])).toThrow(
      `${folder}: is a folder; --out is a file`,
    );
  });
});
