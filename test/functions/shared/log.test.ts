import { afterEach, describe, expect, it, vi } from 'vitest';
import { logFailure } from '#functions/shared/log';

afterEach(() => vi.restoreAllMocks());

describe('logFailure', () => {
  it('tells where it failed and not what it met, however many lines the message has', () => {
    const written = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);

    logFailure('request failed', new TypeError('cannot read\nAda Lovelace\nat 12 Dock Road'), {
      correlationId: 'cor-1',
    });

    const line = String(written.mock.calls[0]?.[0]);
    expect(JSON.parse(line)).toMatchObject({ error: 'TypeError', correlationId: 'cor-1' });
    expect(JSON.parse(line).at[0]).toMatch(/^at .*log\.test\.ts:\d+:\d+\)?$/);
    expect(line).not.toMatch(/Ada|Dock|cannot/);
  });
});
