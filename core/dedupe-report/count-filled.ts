import {
  flagGenderShift,
  flagGeneration,
  flagOrganisation,
  type Layout,
} from '#core/dedupe/layout';
import { comparisonsOf } from '#core/dedupe/levels';
import type { DedupeReport } from '#core/dedupe/report';

/** Counts the records of each kind, and those that have something to compare, per comparison. */
export function countFilled(
  rows: Int32Array,
  layout: Layout,
  records: number,
): Pick<DedupeReport, 'kinds' | 'filled'> {
  const places: Readonly<Record<string, readonly number[]>> = {
    name: [layout.given, layout.family],
    organisationName: layout.organisations.map(({ words }) => words),
    middleName: [layout.middle],
    birthDate: [layout.birth],
    identifier: layout.identifiers.map(({ value }) => value),
    email: layout.emails.map(({ address }) => address),
    phone: layout.phones.map(({ number }) => number),
    ...Object.fromEntries(
      (['street', 'house', 'unit', 'extra', 'postcode', 'city', 'region'] as const).map((part) => [
        part,
        layout.addresses.map((address) => address[part]),
      ]),
    ),
  };
  const names = [
    ...new Set(Object.values(comparisonsOf).flatMap((all) => all.map((each) => each.comparison))),
  ];
  const counts = new Map(names.map((name) => [name, 0]));
  let organisations = 0;
  for (let row = 0; row < records * layout.stride; row += layout.stride) {
    const flags = rows[row + layout.flags] as number;
    const isOrganisation = (flags & flagOrganisation) !== 0;
    if (isOrganisation) organisations++;
    for (const name of names) {
      if (name === (isOrganisation ? 'name' : 'organisationName')) continue;
      const isFilled =
        name === 'generation'
          ? (flags & flagGeneration) !== 0
          : name === 'gender'
            ? ((flags >> flagGenderShift) & 3) !== 0
            : places[name]?.some((place) => rows[row + place] !== 0) === true;
      if (isFilled) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return {
    kinds: { person: records - organisations, organisation: organisations },
    filled: [...counts].map(([comparison, filled]) => ({ comparison, records: filled })),
  };
}
