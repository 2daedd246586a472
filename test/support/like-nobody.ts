import { randomOf } from './as-of-history.ts';

/** A person who looks like none of another seed: two who look alike would be linked. */
export function likeNobody(seed: number) {
  const random = randomOf(seed * 7919);
  const syllable = () => `${'bdfgklmnprstvz'[random(14)]}${'aeiou'[random(5)]}`;
  const word = () => Array.from({ length: 5 }, syllable).join('');
  const [given, family] = [word(), word()];
  return { name: { given, family }, emails: [{ value: `${given}.${family}@example.com` }] };
}
