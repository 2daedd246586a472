import type { ContactCase, DecisionReason, LawInForce } from './contact-case.ts';
import {
  ageFactId,
  euAgeFactId,
  isAboutSale,
  isDecisive,
  placesOf,
  type Regulation,
} from './regulation.ts';

/** The house asks a parent of whoever is younger, everywhere: no law asks less. */
const houseAge = 13;

/** From which age on a person's own word counts, and by which rule. The strictest of all places wins. */
export function neededAge(
  { jurisdictions }: Pick<ContactCase, 'jurisdictions'>,
  law: Law,
  regulations: readonly Regulation[],
): NeededAge {
  return greatest(
    decisiveAges(law, regulations)
      .filter((each) => !isAboutSale(each))
      .map(({ regulation, threshold, citation }) => ({
        age: regulation === 'eu-gdpr' ? euAge(jurisdictions, law, threshold) : threshold,
        because: { regulation, citation },
      })),
    { age: houseAge, because: { citation: 'house default' } },
  );
}

/** From which age on data may be sold without the young person's own yes. */
export const saleAge = (law: Law, regulations: readonly Regulation[]): NeededAge =>
  greatest(
    decisiveAges(law, regulations)
      .filter(isAboutSale)
      .map(({ regulation, threshold, citation }) => ({
        age: threshold,
        because: { regulation, citation },
      })),
    { age: 0, because: {} },
  );

type Law = Pick<LawInForce, 'edition' | 'signedOff'>;

interface NeededAge {
  readonly age: number;
  readonly because: Omit<DecisionReason, 'code'>;
}

const decisiveAges = ({ signedOff }: Law, regulations: readonly Regulation[]) =>
  regulations.flatMap(({ id, age }) =>
    age
      .filter((fact) => isDecisive({ id: ageFactId(id, fact), check: fact.check }, signedOff))
      .map((fact) => ({ ...fact, regulation: id })),
  );

const greatest = (ages: readonly NeededAge[], least: NeededAge): NeededAge =>
  ages.reduce((most, each) => (each.age > most.age ? each : most), least);

/** The greatest age among a person's member states; the regulation's own, 16, where nobody confirmed a lower one. */
function euAge(
  jurisdictions: readonly string[],
  { edition, signedOff }: Law,
  otherwise: number,
): number {
  const states = jurisdictions.filter((each) => placesOf(each).includes('EEA'));
  const ages = states.map((state) => {
    const country = state.slice(0, 2);
    const fact = edition.eu_child_ages.values[country];
    const isKnown =
      fact !== undefined && isDecisive({ id: euAgeFactId(country), check: fact.check }, signedOff);
    return isKnown ? fact.age : otherwise;
  });
  return Math.max(...ages);
}
