import { afterEach, describe, expect, it, vi } from 'vitest';
import { correlationIdOf } from '#functions/shared/correlation-id';
import { log, logFailure } from '#functions/shared/log';

const written: string[] = [];
const listen = () => {
  written.length = 0;
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((chunk) => written.push(String(chunk)) > 0);
};
afterEach(() => vi.restoreAllMocks());

/** Ends a line, clears a terminal, begins another entry. */
const hostile = 'x\r\n\u001b[2J\u0000\b{"level":"ERROR","message":"forged"}';

describe('a log line', () => {
  it.each([
    ['a fact', () => log('spoke registered', { spoke: hostile, [hostile]: 1 })],
    ['a fact of a failure', () => logFailure('request failed', new Error('x'), { spoke: hostile })],
    [
      'the name of an error',
      () => logFailure('request failed', Object.assign(new Error('x'), { name: hostile })),
    ],
    [
      'the message of an error',
      () => logFailure('request failed', new Error(`${hostile}\n    at forged (file.ts:1:1)`)),
    ],
  ])('is one, in JSON, whatever %s holds', (_, write) => {
    listen();
    write();
    expect(written).toHaveLength(1);
    const [line = ''] = written;
    expect(line.trimEnd()).not.toMatch(/\p{Cc}/u);
    expect(JSON.parse(line).message).toMatch(/^(spoke registered|request failed)$/);
  });

  it.each([hostile, 'a b', 'x'.repeat(65), 'ä'.repeat(10), '$(id)-12345'])(
    'bears no correlation id that a caller makes up as %j',
    (given) => {
      const id = correlationIdOf({
        headers: { 'X-Correlation-Id': given },
        requestContext: { requestId: 'made-by-the-gateway' },
      });
      expect(id).toBe('made-by-the-gateway');
    },
  );
});
