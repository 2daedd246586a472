import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boundedFile } from '#local/bounded-file';
import { temporaryFolder } from './support/temporary-folder.ts';

describe('boundedFile', () => {
  it('begins a new file above its bound and keeps the one before', () => {
    const path = join(temporaryFolder(), 'events.ndjson');
    const file = boundedFile(path, 10);
    for (const line of ['first line\n', 'second\n', 'third\n']) file.append(line);
    file.close();

    const again = boundedFile(path, 10);
    again.append('fourth\n');
    again.close();

    expect(readFileSync(`${path}.1`, 'utf8')).toBe('second\nthird\n');
    expect(readFileSync(path, 'utf8')).toBe('fourth\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});
