import type { Json } from '#core/kernel/types';
import type { ValidationRule } from './customer-schema.ts';

/** A rule that a value breaks. */
export interface BrokenRule {
  readonly id: string;
  readonly message: string;
}

/** The rules of an attribute that its value breaks. A list answers for its length and for each of its items. */
export function checkRules(
  value: Json,
  rules: readonly ValidationRule[] | undefined,
  today: string,
): readonly BrokenRule[] {
  if (rules === undefined || rules.length === 0) return [];
  return rules.flatMap((rule) => {
    const message = broken(value, rule, today);
    return message === undefined ? [] : [{ id: rule.id, message }];
  });
}

function broken(value: Json, rule: ValidationRule, today: string): string | undefined {
  switch (rule.kind) {
    case 'pattern': {
      const texts = textsIn(value);
      const pattern = compiled(rule.pattern);
      return texts.every((text) => pattern.test(text)) ? undefined : 'It does not fit its pattern.';
    }
    case 'length': {
      const lengths = Array.isArray(value)
        ? [value.length]
        : textsIn(value).map((text) => text.length);
      const isWithin = lengths.every((each) => within(each, rule.min, rule.max));
      return isWithin ? undefined : `Its length must be ${bounds(rule.min, rule.max)}.`;
    }
    case 'range': {
      const isWithin = scalars(value).every(
        (each) => typeof each !== 'number' || within(each, rule.min, rule.max),
      );
      return isWithin ? undefined : `It must be ${bounds(rule.min, rule.max)}.`;
    }
    case 'date-range': {
      const dates = textsIn(value);
      if (rule.notAfterToday && dates.some((date) => date > today)) return 'It lies in the future.';
      const { notBefore } = rule;
      return notBefore !== undefined && dates.some((date) => date < notBefore)
        ? `It must not be before ${notBefore}.`
        : undefined;
    }
    case 'one-of':
      return textsIn(value).every((text) => rule.values.includes(text))
        ? undefined
        : `One of: ${rule.values.join(', ')}.`;
  }
}

const scalars = (value: Json): readonly Json[] => (Array.isArray(value) ? value : [value]);
const textsIn = (value: Json): readonly string[] =>
  scalars(value).filter((each) => typeof each === 'string');

const within = (
  value: number,
  min = Number.NEGATIVE_INFINITY,
  max = Number.POSITIVE_INFINITY,
): boolean => value >= min && value <= max;

const bounds = (min: number | undefined, max: number | undefined): string =>
  [min === undefined ? '' : `at least ${min}`, max === undefined ? '' : `at most ${max}`]
    .filter((each) => each !== '')
    .join(' and ');

/** Patterns come from schemas, which are few; `defineSchema` has made sure that they compile. */
const patterns = new Map<string, RegExp>();
function compiled(pattern: string): RegExp {
  const known = patterns.get(pattern);
  if (known) return known;
  if (patterns.size >= 1000) patterns.clear();
  const made = new RegExp(pattern, 'u');
  patterns.set(pattern, made);
  return made;
}
