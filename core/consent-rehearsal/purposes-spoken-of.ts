import type { Purpose } from '#core/consent/purpose';
import type { LawEdition } from '#core/consent/regulation';

/**
 * The purposes whose answers a sign-off of these can change: those of a kind that one of the rules
 * speaks of. What is no rule is an age, which concerns all.
 */
export function purposesSpokenOf(
  names: readonly string[],
  purposes: readonly Purpose[],
  { regulations }: Pick<LawEdition, 'regulations'>,
): readonly Purpose[] {
  const rules = new Map(
    regulations.flatMap(({ consent_rules }) =>
      consent_rules.map((rule) => [rule.id, rule.purpose]),
    ),
  );
  const kinds = names.map((name) => rules.get(name) ?? 'any');
  return purposes.filter((each) =>
    kinds.some((kind) => kind === 'any' || each.kinds.some((own) => own === kind)),
  );
}
