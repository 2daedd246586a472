import { describe, expect, it } from 'vitest';
import { cityForm } from '#core/standardise/city';
import { countryCode } from '#core/standardise/country';
import { standardAddress, type WrittenAddress } from '#core/standardise/postal-address';

/** `street|number|unit|postcode|city|country` */
const read = (written: WrittenAddress): string => {
  const address = standardAddress(written);
  if (address === undefined) return '';
  const { street, houseNumber, unit, postcode, city, country } = address;
  return [street.join(' '), houseNumber, unit, postcode, city, country]
    .map((part) => part ?? '')
    .join('|');
};
const line = (line1: string, country?: string) => read({ line1, ...(country && { country }) });

describe('standardAddress', () => {
  it('finds number and unit before and after the street', () => {
    expect(line('Flat 16 175 Chapel Rd')).toBe('chapel road|175|16|||');
    expect(line('106 Falcon Ln Apt 10')).toBe('falcon lane|106|10|||');
    expect(line('350 5th Avenue')).toBe('5th avenue|350||||');
    expect(line('Calle Santa María 182 2º C')).toBe('calle santa maria|182|2c|||');
    expect(line('ul. Łąkowa 31 m. 9')).toBe('lakowa|31|9|||');
    expect(line('Straße des 17. Juni 135', 'DE')).toBe('street des 17 juni|135||||DE');
    expect(line('12 bis rue de la Paix')).toBe('rue de la paix|12bis||||');
    expect(line('Via Roma 12/A')).toBe('via roma|12a||||');
  });

  it('brings one street to one spelling', () => {
    const same = (country: string | undefined, ...lines: readonly string[]) =>
      expect(new Set(lines.map((each) => line(each, country))).size, lines.join()).toBe(1);
    same('DE', 'Hauptstr. 5', 'Hauptstraße 5', 'HAUPTSTRASSE 5', 'Haupt Straße 5', 'Haupt-Str. 5');
    same('NL', 'Hoofdstr. 5', 'Hoofdstraat 5');
    same('GB', '1 St. James St', '1 Saint James Street', '1 SAINT JAMES STR');
    same('FR', "37 bd Jeanne d'Arc", '37 boulevard Jeanne d’Arc', '37, Bld. Jeanne dArc');
    same('ES', 'C/ de la Paz 22', 'Calle de la Paz, 22', 'Cl. de la Paz nº 22');
    same('IT', 'V. Leopardi 2', 'via Leopardi 2');
    same('PL', 'ul. Polna 27', 'ulica Polna 27', 'Polna 27');
    same(undefined, '82 Birch Ln', '82 birch lane');
  });

  it('takes one-liners apart', () => {
    expect(read({ full: '82 Birch Lane, New York, NY 10075, USA' })).toBe(
      'birch lane|82||10075|new york|US',
    );
    expect(read({ full: '10 Downing Street London SW1A 2AA' })).toBe(
      'downing street|10||SW1A2AA|london|GB',
    );
    expect(read({ full: 'Hauptstraße 5\n10115 Berlin\nDeutschland' })).toBe(
      'hauptstrasse|5||10115|berlin|DE',
    );
    expect(read({ full: 'Hauptstr. 5 10115 Berlin', country: 'DE' })).toBe(
      'hauptstrasse|5||10115|berlin|DE',
    );
    expect(read({ full: 'Flat 3, 12 High Street, Leeds, LS1 4AP' })).toBe(
      'high street|12|3|LS14AP|leeds|GB',
    );
    expect(read({ full: '638 Downey St, Salem, OR' })).toBe('downey street|638|||salem|');
    expect(read({ full: '445 Overpass Rd San Ramon' })).toBe('overpass road|445|||san ramon|');
    expect(read({ full: '12 St James' })).toBe('saint james|12||||');
    expect(read({ full: '1234 rue Pasteur' })).toBe('rue pasteur|1234||||');
    expect(read({ full: '71 E Foothill Dr, Ojai, CA 93023' })).toBe(
      'e foothill drive|71||93023|ojai|',
    );
    expect(read({ full: 'Hill Court 12 High Street, Leeds' })).toBe('high street|12|||leeds|');
    expect(read({ full: 'Rua das Flores, 123, Centro, Santos, 11010-100' })).toBe(
      'rua das flores|123||11010100|santos|BR',
    );
    expect(read({ full: 'Damrak 1-3, 1012 LG Amsterdam' })).toBe('damrak|1-3||1012LG|amsterdam|NL');
  });

  it('takes the line with the number for the street', () => {
    expect(read({ line1: 'Acme House', line2: '12 High St' })).toBe('high street|12||||');
    expect(read({ line1: '12 High St', line2: 'Suite 3300' })).toBe('high street|12|3300|||');
  });

  it('writes postcodes, cities and countries in one form', () => {
    expect(read({ postcode: 'pl18 9tz', city: 'PLYMOUTH' })).toBe('|||PL189TZ|plymouth|GB');
    expect(read({ postcode: 'D-10115', country: 'Germany' })).toBe('|||10115||DE');
    expect(read({ postcode: '10075-1234', country: 'US' })).toBe('|||10075||US');
    expect(['München', 'Muenchen', 'Munich'].map(cityForm)).toEqual([
      'munchen',
      'munchen',
      'munchen',
    ]);
    expect(['St Louis', 'Saint Louis'].map(cityForm)).toEqual(['saint louis', 'saint louis']);
    expect(
      ['GB', 'gbr', 'UK', 'Deutschland', 'España', 'the Netherlands', 'Oesterreich', 'Narnia'].map(
        countryCode,
      ),
    ).toEqual(['GB', 'GB', 'GB', 'DE', 'ES', 'NL', 'AT', undefined]);
  });

  it('is nothing without a place', () => {
    expect(read({})).toBe('');
    expect(read({ line1: 'N/A', city: 'unknown', country: 'GB' })).toBe('');
  });
});
