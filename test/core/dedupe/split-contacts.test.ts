import { describe, expect, it } from 'vitest';
import { splitContacts } from '#core/dedupe/split-contacts';

describe('splitContacts', () => {
  it('finds each address and number of a cell', () => {
    expect(
      [
        'ada@example.com; a.king@example.org',
        'ada@example.com, a.king@example.org',
        'ada@example.com / a.king@example.org',
        '+44 7700 900123 / +44 7700 900124',
        '+44 7700 900123 or 07700 900124',
      ].map(splitContacts),
    ).toEqual([
      ['ada@example.com', 'a.king@example.org'],
      ['ada@example.com', 'a.king@example.org'],
      ['ada@example.com', 'a.king@example.org'],
      ['+44 7700 900123', '+44 7700 900124'],
      ['+44 7700 900123', '07700 900124'],
    ]);
  });

  it('leaves one whole, with the name before it', () => {
    expect(
      ['"King, Ada" <ada@example.com>', ' 030/7700900 ', '07700 900123 ext. 4'].map(splitContacts),
    ).toEqual([['<ada@example.com>'], ['030/7700900'], ['07700 900123 ext. 4']]);
  });

  it('takes a very long cell as one', () => {
    const long = `ada@example.com;${' '.repeat(1_000_000)}x`;
    expect(splitContacts(long)).toEqual([long]);
  });
});
