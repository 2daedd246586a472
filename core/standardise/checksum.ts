/**
 * Check digits of the identifiers that businesses send most, as their issuers publish them. Written
 * out because a package of all of them weighs 90 kB in every function; the tests compare each with
 * the `stdnum` package. Values come as `identifierValue` gives them: upper case, letters and digits.
 */
type Check = (value: string) => boolean;

const digitsOf = (text: string): readonly number[] => [...text].map(Number);

const weighted = (text: string, weights: readonly number[]): number =>
  digitsOf(text.slice(0, weights.length)).reduce(
    (sum, digit, at) => sum + digit * (weights[at] ?? 0),
    0,
  );

const lastDigit = (text: string): number => Number(text.at(-1));

/** ISO 7064 mod 97-10 of digits and letters (A = 10 … Z = 35), digit by digit so that no number overflows. */
const mod97 = (text: string): number => {
  let rest = 0;
  for (const char of text) {
    const value = Number.parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
};

/** ISO/IEC 7812-1. */
const luhn: Check = (text) =>
  digitsOf(text)
    .toReversed()
    .map((digit, at) => (at % 2 === 1 ? digit * 2 : digit))
    .reduce((sum, digit) => sum + (digit > 9 ? digit - 9 : digit), 0) %
    10 ===
  0;

/** ISO 7064 mod 11,10. */
const mod11Mod10: Check = (text) => {
  const product = digitsOf(text.slice(0, -1)).reduce((last, digit) => {
    const sum = (digit + last) % 10 || 10;
    return (sum * 2) % 11;
  }, 10);
  return (11 - product) % 10 === lastDigit(text);
};

const when =
  (form: RegExp, check: Check): Check =>
  (value) =>
    form.test(value) && check(value);

const letters = 'TRWAGMYFPDXBNJZSQVHLCKE';

const dni: Check = when(
  /^[0-9]{8}[A-Z]$/,
  (value) => letters[Number(value.slice(0, 8)) % 23] === value[8],
);
const nie: Check = when(/^[XYZ][0-9]{7}[A-Z]$/, (value) =>
  dni(`${'XYZ'.indexOf(value.charAt(0))}${value.slice(1)}`),
);
/** Spanish companies: a letter, seven digits, a digit or a letter. */
const cif: Check = when(/^[ABCDEFGHJNPQRSUVW][0-9]{7}[0-9A-J]$/, (value) => {
  const body = digitsOf(value.slice(1, 8));
  const sum = body.reduce((total, digit, at) => {
    const part = at % 2 === 0 ? digit * 2 : digit;
    return total + (part > 9 ? part - 9 : part);
  }, 0);
  const check = (10 - (sum % 10)) % 10;
  return value[8] === String(check) || value[8] === 'JABCDEFGHI'[check];
});
/** Spanish natural persons without a DNI: K, L and M are followed by seven digits and a letter. */
const spanishOther: Check = when(
  /^[KLM][0-9]{7}[A-Z]$/,
  (value) => letters[Number(value.slice(1, 8)) % 23] === value[8],
);
const nif: Check = (value) => dni(value) || nie(value) || cif(value) || spanishOther(value);

const siren: Check = when(/^[0-9]{9}$/, luhn);
/** La Poste's own establishments add up to a multiple of five instead. */
const siret: Check = when(
  /^[0-9]{14}$/,
  (value) =>
    luhn(value) ||
    (value.startsWith('356000000') &&
      digitsOf(value).reduce((sum, digit) => sum + digit, 0) % 5 === 0),
);
const bsn: Check = when(
  /^[0-9]{9}$/,
  (value) => weighted(value, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0 && Number(value) > 0,
);
const nip: Check = when(
  /^[0-9]{10}$/,
  (value) => weighted(value, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === lastDigit(value),
);
const pesel: Check = when(
  /^[0-9]{11}$/,
  (value) =>
    (10 - (weighted(value, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 === lastDigit(value),
);
const nhs: Check = when(
  /^[0-9]{10}$/,
  (value) => weighted(value, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
);
const gln: Check = when(
  /^[0-9]{13}$/,
  (value) => weighted(value, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0,
);

const down = (from: number): readonly number[] =>
  Array.from({ length: from - 1 }, (_, at) => from - at);
const brazilian = (text: string, weights: readonly number[]): number => {
  const rest = weighted(text, weights) % 11;
  return rest < 2 ? 0 : 11 - rest;
};
const cpf: Check = when(
  /^[0-9]{11}$/,
  (value) =>
    !/^(.)\1*$/.test(value) &&
    brazilian(value, down(10)) === Number(value[9]) &&
    brazilian(value, down(11)) === Number(value[10]),
);
const cnpjWeights = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2];
const cnpj: Check = when(
  /^[0-9]{14}$/,
  (value) =>
    brazilian(value, cnpjWeights.slice(1)) === Number(value[12]) &&
    brazilian(value, cnpjWeights) === Number(value[13]),
);

const oddValues = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];
/** Italian tax code of a person; shared codes replace digits by the letters LMNPQRSTUV (omocodia). */
const codiceFiscale: Check = when(
  /^[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$/,
  (value) => {
    const sum = [...value.slice(0, 15)].reduce((total, char, at) => {
      const code = /[0-9]/.test(char) ? Number(char) : char.charCodeAt(0) - 65;
      return total + (at % 2 === 0 ? (oddValues[code] ?? 0) : code);
    }, 0);
    return String.fromCharCode(65 + (sum % 26)) === value[15];
  },
);
/** French social security number; the two Corsican departments count as 19 and 18. */
const nir: Check = when(/^[1-478][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{8}$/, (value) => {
  const body = value.slice(0, 13).replace('2A', '19').replace('2B', '18');
  return 97 - (Number(body) % 97) === Number(value.slice(13));
});

const lei: Check = when(/^[0-9A-Z]{18}[0-9]{2}$/, (value) => mod97(value) === 1);
const iban: Check = when(
  /^[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}$/,
  (value) => mod97(value.slice(4) + value.slice(0, 4)) === 1,
);

/** VAT numbers without the country's letters, for the countries whose sum is short and settled. */
const vatByCountry: Readonly<Record<string, Check>> = {
  AT: when(/^U[0-9]{8}$/, (value) => {
    const body = digitsOf(value.slice(1, 8));
    const sum = body.reduce((total, digit, at) => {
      const part = at % 2 === 1 ? digit * 2 : digit;
      return total + (part > 9 ? part - 9 : part);
    }, 4);
    return (10 - (sum % 10)) % 10 === lastDigit(value);
  }),
  BE: when(
    /^[01]?[0-9]{9}$/,
    (value) => 97 - (Number(value.slice(0, -2)) % 97) === Number(value.slice(-2)),
  ),
  DE: when(/^[1-9][0-9]{8}$/, mod11Mod10),
  DK: when(/^[1-9][0-9]{7}$/, (value) => weighted(value, [2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0),
  ES: nif,
  FI: when(/^[0-9]{8}$/, (value) => weighted(value, [7, 9, 10, 5, 8, 4, 2, 1]) % 11 === 0),
  FR: when(/^[0-9A-Z]{2}[0-9]{9}$/, (value) => {
    const body = value.slice(2);
    // Keys with letters are of the newer kind, whose sum is not published in one form; the SIREN tells.
    if (!/^[0-9]{2}/.test(value)) return siren(body);
    return (
      (body.startsWith('000') || siren(body)) &&
      Number(value.slice(0, 2)) === (12 + 3 * (Number(body) % 97)) % 97
    );
  }),
  GB: when(/^(?:[0-9]{9}|[0-9]{12}|GD[0-4][0-9]{2}|HA[5-9][0-9]{2})$/, (value) => {
    if (value.length === 5) return true;
    const sum = weighted(value, [8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97;
    return Number(value.slice(0, 3)) >= 100 ? sum === 0 || sum === 42 || sum === 55 : sum === 0;
  }),
  IT: when(/^[0-9]{11}$/, luhn),
  LU: when(/^[0-9]{8}$/, (value) => Number(value.slice(0, 6)) % 89 === Number(value.slice(6))),
  NL: when(
    /^[0-9]{9}B[0-9]{2}$/,
    // Since 2020 sole traders have numbers that hide their BSN and hold in mod 97 instead.
    (value) => bsn(value.slice(0, 9)) || mod97(`NL${value}`) === 1,
  ),
  PL: nip,
  PT: when(
    /^[1-9][0-9]{8}$/,
    (value) =>
      ((11 - (weighted(value, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11) % 10 === lastDigit(value),
  ),
  SE: when(/^[0-9]{10}01$/, (value) => luhn(value.slice(0, 10))),
};

const checks: Readonly<Record<string, Check>> = {
  lei,
  iban,
  siren,
  siret,
  gln,
  pesel,
  nip,
  dni: (value) => dni(value) || nie(value),
  nie,
  nif,
  cif,
  bsn,
  nhs,
  cpf,
  cnpj,
  nir,
  'codice-fiscale': codiceFiscale,
};

function vatHolds(value: string, country: string | undefined): boolean | undefined {
  const prefix = /^(?:EL|XI|[A-Z]{2})(?=[0-9A-Z]{5,})/.exec(value)?.[0];
  const prefixed = prefix === undefined ? undefined : vatByCountry[prefix === 'XI' ? 'GB' : prefix];
  if (prefixed !== undefined && prefix !== undefined) {
    const holds = prefixed(value.slice(2));
    // `GD123` and Spanish letters may look like a country; then the number may be without one.
    if (holds || country === undefined || country === prefix) return holds;
  }
  return country === undefined ? undefined : vatByCountry[country]?.(value);
}

/**
 * Whether the checksum of an identifier holds; `undefined` for types that have none, or none that is
 * known here. A VAT number is read with its own country letters, else with the given country.
 */
export function checksumHolds(
  type: string,
  value: string,
  country: string | undefined,
): boolean | undefined {
  if (type === 'vat') return vatHolds(value, country);
  return Object.hasOwn(checks, type) ? checks[type]?.(value) : undefined;
}
