import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { endAllGroups, startGroup } from '../../scripts/rehearse/process-group.ts';

/** A program that starts another, which nobody asks to end; says both ids. */
const parent = `
  const { spawn } = require('node:child_process');
  const stay = 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("up")';
  const child = spawn(process.execPath, ['-e', stay]);
  child.stdout.once('data', () => console.log(process.pid + ' ' + child.pid));
`;
const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('ending what the rehearsal started', () => {
  it('ends every program with all that it started itself', async () => {
    const programs = [1, 2].map(() =>
      startGroup(process.execPath, ['-e', parent], { stdio: ['ignore', 'pipe', 'ignore'] }),
    );
    const said = await Promise.all(programs.map((each) => once(each.stdout!, 'data')));
    const pids = said.flatMap(([line]) => String(line).trim().split(' ').map(Number));
    expect(pids).toHaveLength(4);
    expect(pids.every(isThere)).toBe(true);

    await endAllGroups();
    await expect.poll(() => pids.filter(isThere), { timeout: 10_000 }).toEqual([]);
  });
});
