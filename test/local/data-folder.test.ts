import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DataFolderInUse, openDataFolder } from '#local/data-folder';
import { temporaryFolder } from './support/temporary-folder.ts';

describe('openDataFolder', () => {
  it('remembers state over a restart, in a folder for its owner only', () => {
    const root = temporaryFolder();
    const first = openDataFolder(`${root}/deep/data`);
    first.write('checkpoint', { shard: { done: '7' } });
    first.close();

    const second = openDataFolder(`${root}/deep/data`);
    onTestFinished(second.close);

    expect(second.read('checkpoint')).toEqual({ shard: { done: '7' } });
    expect(second.read('other')).toBeUndefined();
    expect(statSync(`${root}/deep/data`).mode & 0o777).toBe(0o700);
  });

  it('lets one process in at a time, and the next one at once when that is killed', async () => {
    const root = temporaryFolder();
    const script = `
      const { openDataFolder } = await import(${JSON.stringify(new URL('../../local/data-folder.ts', import.meta.url).href)});
      openDataFolder(process.argv[1]).write('held', true);
      console.log('held');
      setInterval(() => {}, 1000);`;
    const holder = spawn(process.execPath, ['--input-type=module', '-e', script, root], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => {
      holder.kill('SIGKILL');
    });
    await once(holder.stdout, 'data');

    expect(() => openDataFolder(root)).toThrow(DataFolderInUse);
    expect(() => openDataFolder(root)).toThrow(/GOLDSPOKE_DATA/);

    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const mine = openDataFolder(root);
    onTestFinished(mine.close);
    expect(mine.read('held')).toBe(true);
  });
});
