import { usualShare } from '#core/matching/model-frame';
import { comparisonsOf } from './levels.ts';
import type { LearnedModel } from './situations.ts';

/** Levels of names whose chance among strangers is that of a whole name: of a given and a family name at once. */
const ofWholeNames: ReadonlySet<string> = new Set([
  'same',
  'nickname',
  'close',
  'double-family',
  'swapped',
  'close-both',
  'named-by-mailbox',
  'given-sibling',
  'initial',
  'initial-close',
  'family-changed',
  'family-changed-initial',
  'given-vague',
  'contained',
  'form-differs',
  'number-one-sided',
  'number-differs',
]);

/**
 * The same model where strangers share names as often as in the world: a file's own names may be rarer
 * or commoner, and frequencies of values are measured against the world's. Done twice it changes nothing.
 */
export function withWorldsNames(learned: LearnedModel): LearnedModel {
  const { kind, who } = learned;
  const [names, ...others] = who.stranger;
  const rarer = usualShare / (names?.[1] ?? usualShare);
  const scaled = Float64Array.from(names ?? [], (share, at) =>
    ofWholeNames.has(comparisonsOf[kind][0].levels[at - 1] ?? '') ? share * rarer : share,
  );
  return { ...learned, who: { ...who, stranger: [scaled, ...others] } };
}
