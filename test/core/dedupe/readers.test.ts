import { describe, expect, it } from 'vitest';
import { countryNumber } from '#core/dedupe/country-numbers';
import { makeInterner } from '#core/dedupe/interner';
import { emailReader } from '#core/dedupe/read-emails';
import { lineReader } from '#core/dedupe/read-lines';
import { phoneReader } from '#core/dedupe/read-phones';
import { standardEmail } from '#core/standardise/email';
import { standardPhone } from '#core/standardise/phone';
import { standardAddress } from '#core/standardise/postal-address';

/** The same numbers every time, 0 to `below` (exclusive). */
const drawer = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor(state / 65536) % below;
  };
};

const countries = 'GB US DE FR ES IT NL PL BE AT CH IE PT SE NO DK FI AU NZ CA IN JP'.split(' ');
const codes = '44 1 49 33 34 39 31 48 32 43 41 353 351 46 47 45 358 61 64 1 91 81'.split(' ');

describe('phoneReader', () => {
  it('reads every number as standardPhone reads it by itself', () => {
    const draw = drawer(7);
    const read = phoneReader();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    for (let each = 0; each < 8000; each++) {
      const which = draw(countries.length);
      // Few beginnings, so that most numbers follow one that was parsed.
      let digits = `${[7, 2, 6, 1][draw(4)]}`;
      const length = 8 + draw(3);
      while (digits.length < length) digits += draw(digits.length < 4 ? 3 : 10);
      const start = ['+', '00', '0', ''][draw(4)] as string;
      const isWhole = start === '+' || start === '00';
      const separator = ['', '', ' ', '-', '.', ' (0)'][draw(6)] as string;
      const cut = 2 + draw(4);
      const national = `${digits.slice(0, cut)}${separator}${digits.slice(cut)}`;
      const written = `${start}${isWhole ? codes[which] : ''}${isWhole ? ' ' : ''}${national}`;
      const stated = draw(4) === 0 ? undefined : countries[which];
      const guessed = [undefined, stated, countries[draw(4)]][draw(3)];
      const wanted = standardPhone(
        written,
        stated === undefined ? [] : [stated],
        guessed === undefined ? [] : [guessed],
      );
      const bytes = new TextEncoder().encode(written);
      const found = read(bytes, 0, bytes.length, stated, guessed);
      const [number, tail] = [
        text(found.number.subarray(0, found.numberLength)),
        text(found.tail.subarray(0, found.tailLength)),
      ];
      expect([written, stated, guessed, number, tail]).toEqual([
        written,
        stated,
        guessed,
        wanted === undefined ? '' : `${wanted.type.charAt(0)}${wanted.number}`,
        wanted === undefined || wanted.tail.length < 6 ? '' : `#${wanted.tail}`,
      ]);
    }
  });

  it('knows placeholders among numbers of one form', () => {
    const read = phoneReader();
    const numberOf = (written: string) =>
      read(new TextEncoder().encode(written), 0, written.length, 'GB', undefined).numberLength;
    expect(numberOf('07700 900123')).toBeGreaterThan(0);
    expect(['07777 777777', '00000 000000', '01234 567890'].map(numberOf)).toEqual([0, 0, 0]);
  });
});

describe('lineReader', () => {
  it('takes every line apart as standardAddress does', () => {
    const draw = drawer(11);
    const interner = makeInterner(1024);
    const found = { street: 0, house: 0, unit: 0, country: 0 };
    const read = lineReader(interner, found);
    const forms = [
      '# High Rd',
      'Flat # # Chapel Rd',
      'Hauptstr. #',
      'Calle Real # #o C',
      '# bis rue de Paris',
      'ul. Łąkowa #/#',
      '#th Street #',
      'Unit #, # Park Lane',
      'Via Roma #',
      '# - # Mill Lane',
      'Plaza # de Mayo #',
      '# Avenue # N',
    ];
    for (let each = 0; each < 5000; each++) {
      const country = [undefined, 'GB', 'DE', 'ES', 'US', 'FR'][draw(6)];
      const line = (forms[draw(forms.length)] as string).replaceAll('#', () =>
        String(draw(3) === 0 ? `0${draw(90)}` : draw(2000)),
      );
      const wanted = standardAddress({ line1: line }, country);
      const bytes = new TextEncoder().encode(line);
      read(bytes, 0, bytes.length, countryNumber(country));
      if (country === undefined) continue;
      const [street, house, unit] = [found.street, found.house, found.unit].map((value) =>
        interner.values.textOf(value),
      );
      expect([line, country, street, house, unit]).toEqual([
        line,
        country,
        wanted?.street.join(' ') ?? '',
        wanted?.houseNumber ?? '',
        wanted?.unit ?? '',
      ]);
    }
  });
});

describe('emailReader', () => {
  it('reads every address as standardEmail reads it by itself', () => {
    const draw = drawer(13);
    const interner = makeInterner(1024);
    const found = { address: 0, local: 0, country: 0 };
    const read = emailReader(interner, found);
    const locals =
      'ada ADA.King a.d_a info Info2 info.24 info2.4 noreply noemail test x zoë ada+shop k a.b.c 12345 ... team-sales99 none customer service.desk7'.split(
        ' ',
      );
    const domains =
      'example.com Example.CO.UK googlemail.com test.com none.example.org mail.invalid exa_mple.com gmailcom münchen.example web.de a..b -x.com'.split(
        ' ',
      );
    const around = ['#', '#', '#', ' #', 'mailto:#', '<#>', '#@example.com', '#,'];
    for (let each = 0; each < 6000; each++) {
      const local = locals[draw(locals.length)] as string;
      const digits = draw(3) === 0 ? String(draw(100)) : '';
      const address = `${local}${digits}@${domains[draw(domains.length)]}`;
      const written = (around[draw(around.length)] as string).replace('#', address).trim();
      const bytes = new TextEncoder().encode(written);
      const wanted = standardEmail(written);
      const isRead = read(bytes, 0, bytes.length);
      const telling = wanted !== undefined && !wanted.isRole && wanted.local.length >= 7;
      expect([
        written,
        isRead,
        interner.values.textOf(found.address),
        interner.values.textOf(found.local),
      ]).toEqual([
        written,
        wanted !== undefined,
        wanted === undefined
          ? ''
          : `${wanted.isRole ? '!' : ''}${wanted.local}@${wanted.domain} ${wanted.address}`,
        telling ? `@${wanted.local}` : '',
      ]);
    }
  });
});
