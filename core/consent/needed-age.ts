import type { ContactCase, DecisionReason, LawInForce } from './contact-case.ts';
import { placesOf, type Regulation } from './regulation.ts';

/** The house asks a parent of whoever is younger, everywhere: no law asks less. */
export const houseAge = 13;

/** From which age on a person's own word counts, and by which rule. The strictest of all places wins. */
export function neededAge(
  { jurisdictions, purpose }: Pick<ContactCase, 'jurisdictions' | 'purpose'>,
  { edition, signedOff }: Pick<LawInForce, 'edition' | 'signedOff'>,
  regulations: readonly Regulation[],
): { readonly age: number; readonly because: Omit<DecisionReason, 'code'> } {
  const isSale = purpose.kinds.includes('sale_share');
  const asked = regulations.flatMap(({ id, age }) =>
    age
      .filter(({ scope }) => isSale || !/sale/.test(scope))
      .filter(({ check }) => check !== 'memory' || signedOff.has(`${id}-age`))
      .map(({ threshold, citation }) => ({
        age: id === 'eu-gdpr' ? euAge(jurisdictions, edition, threshold) : threshold,
        because: { regulation: id, citation },
      })),
  );
  return asked.reduce((most, each) => (each.age > most.age ? each : most), {
    age: houseAge,
    because: { citation: 'house default' },
  });
}

/** The greatest age among a person's member states; the regulation's own, 16, where nobody confirmed a lower one. */
function euAge(
  jurisdictions: readonly string[],
  { eu_child_ages }: LawInForce['edition'],
  otherwise: number,
): number {
  const states = jurisdictions.filter((each) => placesOf(each).includes('EEA'));
  const ages = states.map((state) => {
    const fact = eu_child_ages.values[state];
    return fact === undefined || fact.check === 'memory' ? otherwise : fact.age;
  });
  return Math.max(...ages);
}
