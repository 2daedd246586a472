import fc from 'fast-check';
import { validate as atVat } from 'stdnum/lib/cjs/at/uid.js';
import { validate as beVat } from 'stdnum/lib/cjs/be/vat.js';
import { validate as cnpj } from 'stdnum/lib/cjs/br/cnpj.js';
import { validate as cpf } from 'stdnum/lib/cjs/br/cpf.js';
import { validate as deVat } from 'stdnum/lib/cjs/de/vat.js';
import { validate as dkVat } from 'stdnum/lib/cjs/dk/cvr.js';
import { validate as dni } from 'stdnum/lib/cjs/es/dni.js';
import { validate as esVat } from 'stdnum/lib/cjs/es/nif.js';
import { validate as fiVat } from 'stdnum/lib/cjs/fi/alv.js';
import { validate as siren } from 'stdnum/lib/cjs/fr/siren.js';
import { validate as frVat } from 'stdnum/lib/cjs/fr/tva.js';
import { validate as gbVat } from 'stdnum/lib/cjs/gb/vat.js';
import { validate as itVat } from 'stdnum/lib/cjs/it/iva.js';
import { validate as luVat } from 'stdnum/lib/cjs/lu/tva.js';
import { validate as bsn } from 'stdnum/lib/cjs/nl/bsn.js';
import { validate as nip } from 'stdnum/lib/cjs/pl/nip.js';
import { validate as pesel } from 'stdnum/lib/cjs/pl/pesel.js';
import { validate as ptVat } from 'stdnum/lib/cjs/pt/nif.js';
import { validate as seVat } from 'stdnum/lib/cjs/se/vat.js';
import { describe, expect, it } from 'vitest';
import { checksumHolds } from '#core/standardise/checksum';

const digits = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });

describe('checksumHolds', () => {
  it('knows published examples of every type, and their neighbours', () => {
    const examples: readonly (readonly [string, string, string?, string?])[] = [
      ['lei', '5493001KJTIIGC8Y1R12'],
      ['lei', '213800WSGIIZCXF1P572'],
      ['iban', 'GB82WEST12345698765432'],
      ['iban', 'DE89370400440532013000'],
      ['vat', 'DE136695976'],
      ['vat', '136695976', 'DE'],
      ['vat', 'GB980780684'],
      ['vat', 'FR40303265045'],
      ['vat', 'NL004495445B01', 'NL', 'NL004495446B01'],
      ['vat', 'IT00743110157'],
      ['vat', 'BE0428759497'],
      ['vat', 'ATU13585627'],
      ['vat', 'ESB58378431'],
      ['pesel', '44051401359'],
      ['bsn', '111222333'],
      ['codice-fiscale', 'RCCMNL83S18D969H'],
      ['nir', '295109912611193'],
      ['nie', 'X5253868R'],
      ['siret', '73282932000074'],
      ['nhs', '9434765919'],
      ['gln', '4000001000005'],
    ];
    for (const [type, value, country, neighbour] of examples) {
      expect(checksumHolds(type, value, country), `${type} ${value}`).toBe(true);
      const last = value.at(-1) ?? '';
      const other = /[0-9]/.test(last) ? String((Number(last) + 1) % 10) : last === 'A' ? 'B' : 'A';
      expect(
        checksumHolds(type, neighbour ?? value.slice(0, -1) + other, country),
        `${type} ${value} broken`,
      ).toBe(false);
    }
  });

  it('says nothing about types and countries it does not know', () => {
    expect(checksumHolds('loyalty', '1', undefined)).toBeUndefined();
    expect(checksumHolds('duns', '150483782', 'US')).toBeUndefined();
    expect(checksumHolds('vat', '123456789', undefined)).toBeUndefined();
    expect(checksumHolds('constructor', '1', undefined)).toBeUndefined();
  });

  it('agrees with the stdnum package on any digits', () => {
    const same = (
      type: string,
      country: string | undefined,
      theirs: (value: string) => { isValid: boolean },
      value: string,
    ) =>
      expect(checksumHolds(type, value, country), `${type} ${country} ${value}`).toBe(
        theirs(value).isValid,
      );
    fc.assert(
      fc.property(
        digits(8),
        digits(9),
        digits(10),
        digits(11),
        digits(14),
        (d8, d9, d10, d11, d14) => {
          same('vat', 'DK', dkVat, `${(Number(d8[0]) % 9) + 1}${d8.slice(1)}`);
          same('vat', 'FI', fiVat, d8);
          same('vat', 'LU', luVat, d8);
          // None is issued that begins with a zero.
          if (!d9.startsWith('0')) same('vat', 'DE', deVat, d9);
          same('vat', 'PT', ptVat, d9);
          same('vat', 'GB', gbVat, d9);
          same('siren', undefined, siren, d9);
          same('vat', 'FR', frVat, `${d11.slice(0, 2)}${d9.replace(/^000/, '123')}`);
          same('vat', 'PL', nip, d10);
          same('vat', 'AT', atVat, `U${d8}`);
          same('vat', 'ES', esVat, `${d8}${'TRWAGMYFPDXBNJZSQVHLCKE'[Number(d9) % 23]}`);
          // Eleven equal digits add up, and are given to nobody.
          if (new Set(d11).size > 1) same('cpf', undefined, cpf, d11);
          same('cnpj', undefined, cnpj, d14);
          same('vat', 'BE', beVat, `0${d9}`);
          if (dni(`${d8}A`).isValid) same('dni', undefined, dni, `${d8}A`);
          if (bsn(d9).isValid) same('bsn', undefined, bsn, d9);
          if (pesel(d11).isValid) same('pesel', undefined, pesel, d11);
          if (itVat(d11).isValid) same('vat', 'IT', itVat, d11);
          if (seVat(`${d10}01`).isValid) same('vat', 'SE', seVat, `${d10}01`);
        },
      ),
      { numRuns: 500 },
    );
  });
});
