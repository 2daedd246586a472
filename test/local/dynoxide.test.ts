import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dynoxideBinary, startDynoxide } from '#local/dynoxide';
import { temporaryFolder } from './support/temporary-folder.ts';

const isRunning = (pid: number): boolean => {
  try {
    // A killed child that nobody has waited for yet still has a number.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

describe('startDynoxide', () => {
  it('stops its process and removes the note of it', async () => {
    const folder = temporaryFolder();
    const started = await startDynoxide(join(folder, 'd.db'), join(folder, 'd.pid'));
    expect(isRunning(started.pid)).toBe(true);
    await started.stop();
    expect(isRunning(started.pid)).toBe(false);
    expect(() => readFileSync(join(folder, 'd.pid'))).toThrow();
  });

  it('says so when the process ends by itself', async () => {
    const folder = temporaryFolder();
    const started = await startDynoxide(join(folder, 'd.db'), join(folder, 'd.pid'));
    process.kill(started.pid, 'SIGKILL');
    await expect(started.died).rejects.toThrow(/ended unexpectedly/);
    await started.stop();
  });

  it('leaves no orphan when the hub is killed', async () => {
    const folder = temporaryFolder();
    const script = `
      const { startDynoxide } = await import(${JSON.stringify(new URL('../../local/dynoxide.ts', import.meta.url).href)});
      const { pid } = await startDynoxide(process.argv[1] + '/d.db', process.argv[1] + '/d.pid');
      console.log(pid);
      setInterval(() => {}, 1000);`;
    const hub = spawn(process.execPath, ['--input-type=module', '-e', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = Number(String((await once(hub.stdout, 'data'))[0]));
    expect(isRunning(pid)).toBe(true);
    hub.kill('SIGKILL');
    await expect.poll(() => isRunning(pid), { timeout: 5000 }).toBe(false);
  });

  it('ends what an earlier hub left running on the same file, and nobody else', async () => {
    const folder = temporaryFolder();
    const [file, pidFile] = [join(folder, 'd.db'), join(folder, 'd.pid')];
    const leftover = spawn(dynoxideBinary(), ['serve', '--port', '0', '--db-path', file], {
      stdio: 'ignore',
    });
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      stdio: 'ignore',
    });
    onTestFinished(() => {
      leftover.kill('SIGKILL');
      bystander.kill('SIGKILL');
    });
    writeFileSync(pidFile, String(leftover.pid));
    const first = await startDynoxide(file, pidFile);
    expect(isRunning(leftover.pid!)).toBe(false);
    await first.stop();

    writeFileSync(pidFile, String(bystander.pid));
    const second = await startDynoxide(file, pidFile);
    expect(isRunning(bystander.pid!)).toBe(true);
    await second.stop();
  });

  it('tells what to do on a platform without it', () => {
    expect(() => dynoxideBinary('sunos-sparc')).toThrow(
      /DYNAMODB_ENDPOINT=http:\/\/127\.0\.0\.1:8000 npm start/,
    );
  });
});
