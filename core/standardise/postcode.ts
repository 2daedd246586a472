/**
 * Postcodes as they are written, by country, tried in this order on text without a country: the forms
 * that no other country shares first. Five bare digits could be six countries and give no hint.
 */
const forms: readonly {
  readonly country: string;
  readonly form: RegExp;
  readonly tells: boolean;
}[] = [
  { country: 'GB', form: /\b[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][ABD-HJLNP-UW-Z]{2}\b/i, tells: true },
  { country: 'CA', form: /\b[ABCEGHJ-NPRSTVXY][0-9][A-Z] ?[0-9][A-Z][0-9]\b/i, tells: true },
  { country: 'NL', form: /\b[1-9][0-9]{3} ?[A-RT-Z][A-Z]\b/i, tells: true },
  {
    country: 'IE',
    form: /\b(?:[AC-FHKNPRTV-Y][0-9]{2}|D6W) ?[0-9AC-FHKNPRTV-Y]{4}\b/i,
    tells: true,
  },
  { country: 'BR', form: /\b[0-9]{5}-[0-9]{3}\b/, tells: true },
  { country: 'JP', form: /\b[0-9]{3}-[0-9]{4}\b/, tells: true },
  { country: 'PT', form: /\b[0-9]{4}-[0-9]{3}\b/, tells: true },
  { country: 'US', form: /\b[0-9]{5}-[0-9]{4}\b/, tells: true },
  { country: 'PL', form: /\b[0-9]{2}-[0-9]{3}\b/, tells: true },
  { country: 'SE', form: /\b(?:SE?-)?[0-9]{3} [0-9]{2}\b/, tells: false },
  { country: '', form: /\b(?:[A-Z]{1,3}-)?[0-9]{5}\b/, tells: false },
  { country: '', form: /\b[0-9]{6}\b/, tells: false },
  { country: '', form: /\b(?:[A-Z]{1,2}-)?[0-9]{4}\b/, tells: false },
];

/** The country whose form alone a postcode has: `PL18 9TZ` → `GB`. */
export function countryOfPostcode(postcode: string): string | undefined {
  const text = postcode.trim();
  return forms.find(({ form, tells }) => tells && form.exec(text)?.[0] === text)?.country;
}

/** Upper case, letters and digits only; the country before it (`D-10115`) and a US `+4` are left out. */
export function postcodeForm(postcode: string, country: string | undefined): string | undefined {
  const upper = postcode.normalize('NFKC').toUpperCase().trim();
  const local =
    /^[0-9]{5}-[0-9]{4}$/.test(upper) && (country ?? 'US') === 'US' ? upper.slice(0, 5) : upper;
  const compact = local.replace(/^[A-Z]{1,3}[ -](?=[0-9]{4,5}$)/, '').replace(/[^0-9A-Z]/g, '');
  return compact === '' ? undefined : compact;
}

/** The last postcode in a line of text, with what stands before and after it. */
export function findPostcode(
  line: string,
  country: string | undefined,
): { readonly before: string; readonly postcode: string; readonly after: string } | undefined {
  for (const each of forms) {
    if (country !== undefined && each.tells && each.country !== country) continue;
    const found = [...line.matchAll(new RegExp(each.form, `${each.form.flags}g`))].at(-1);
    if (found) {
      return {
        before: line.slice(0, found.index).trim(),
        postcode: found[0],
        after: line.slice(found.index + found[0].length).trim(),
      };
    }
  }
  return undefined;
}
