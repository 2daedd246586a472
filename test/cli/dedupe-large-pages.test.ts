import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withLargePages } from '../../cli/dedupe/restart-with-large-pages.ts';

const large = 1 << 26;
const blank = `${' '.repeat(1023)}\n`;

describe('large pages', () => {
  it('are wished for once, for large files on Linux, beside what else was wished for', () => {
    const wished = withLargePages(large, 'linux', { HOME: '/home/ada' });
    expect(wished).toEqual({ HOME: '/home/ada', GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' });
    expect(withLargePages(large, 'linux', wished!)).toBeUndefined();
    expect(
      withLargePages(large, 'linux', { GLIBC_TUNABLES: 'glibc.malloc.arena_max=2' })
        ?.GLIBC_TUNABLES,
    ).toBe('glibc.malloc.arena_max=2:glibc.malloc.hugetlb=1');
    expect(
      withLargePages(large, 'linux', { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=0' }),
    ).toBeUndefined();
    expect(withLargePages(1000, 'linux', {})).toBeUndefined();
    expect(withLargePages(large, 'darwin', {})).toBeUndefined();
  });

  it('change nothing about what the command is told, writes and answers', () => {
    const folder = mkdtempSync(join(tmpdir(), 'goldspoke-pages-'));
    try {
      const file = join(folder, 'sparse.csv');
      writeFileSync(
        file,
        `id,name\n${blank.repeat(large / blank.length)}7,Ada King\n8,Ada King,too much\n`,
      );
      const out = join(folder, 'with space.csv');
      const { status, stderr } = spawnSync(
        process.execPath,
        [
          new URL('../../cli/goldspoke.ts', import.meta.url).pathname,
          'dedupe',
          file,
          '--out',
          out,
          '--quiet',
        ],
        { encoding: 'utf8' },
      );
      expect(stderr).toContain('has 3 fields where the header has 2');
      expect(status).toBe(0);
      expect(readFileSync(out, 'utf8')).toBe('id,cluster_id\n7,7\n');
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
});
