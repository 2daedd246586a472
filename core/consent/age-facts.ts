import { type AgeFact, ageFactId, euAgeFactId, type LawEdition } from './regulation.ts';

/** An age in an edition of the law, under the id by which it is signed off. */
export interface IdentifiedAge extends AgeFact {
  readonly id: string;
  readonly regulation: string;
}

/** Every age from which a person's own word counts: those of the laws, and of each EU member state. */
export const ageFactsOf = ({
  regulations,
  eu_child_ages,
}: Pick<LawEdition, 'regulations' | 'eu_child_ages'>): readonly IdentifiedAge[] => [
  ...regulations.flatMap(({ id: regulation, age }) =>
    age.map((fact) => ({ ...fact, id: ageFactId(regulation, fact), regulation })),
  ),
  ...Object.entries(eu_child_ages.values).map(([country, { age, check }]) => ({
    id: euAgeFactId(country),
    regulation: 'eu-gdpr',
    threshold: age,
    scope: country,
    citation: 'Art. 8(1)',
    check,
  })),
];
