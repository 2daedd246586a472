/** ISO codes by a small number, so that what depends on a country can be remembered by it; 0 is none. */
const numbers = new Map<string, number>();
const names: string[] = [''];

export const countryNumber = (code: string | undefined): number => {
  if (code === undefined || code === '') return 0;
  const known = numbers.get(code);
  if (known !== undefined) return known;
  names.push(code);
  numbers.set(code, names.length - 1);
  return names.length - 1;
};

export const countryName = (number: number): string | undefined => names[number] || undefined;
