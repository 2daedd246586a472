/** Odds of a probability in bits: 0 for one half. */
export const bitsOf = (probability: number): number => Math.log2(probability / (1 - probability));
