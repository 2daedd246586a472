import { householdOf } from './household.ts';

/** How many households hold at least so many customers. */
export const householdsOf = (seed: number, customers: number): number => {
  let household = 0;
  for (let persons = 0; persons < customers; household += 1)
    persons += householdOf(seed, household).length;
  return household;
};
