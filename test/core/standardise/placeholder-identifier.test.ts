import { describe, expect, it } from 'vitest';
import { isPlaceholderIdentifier } from '#core/standardise/placeholders';

describe('an identifier that stands for none', () => {
  it.each(['0000000', '12345678', '123456789', '987654', 'XXXX', 'N/A'])('is %s', (value) => {
    expect(isPlaceholderIdentifier(value)).toBe(true);
  });

  it.each(['01234567', '07654321', '61594809427', 'AB1234567'])('is not %s', (value) => {
    expect(isPlaceholderIdentifier(value)).toBe(false);
  });
});
