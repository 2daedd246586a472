import { cedarSchema, templatesOf } from '#core/access/policies';
import type { RoleDefinition } from '#core/access/roles';
import { Refusal, type Violation } from '#core/kernel/refusal';
import { loadCedar } from '#functions/shared/cedar-engine';

const beforeCondition = 'permit (principal, action, resource) when { ';

interface CedarError {
  readonly message: string;
  readonly help?: string | null;
  readonly sourceLocations?: readonly { readonly start: number }[];
}

/**
 * Refuses, with `role.invalid`, a condition that is not one Cedar expression over what policies may
 * speak of. The message is Cedar's, with the place in the condition where it holds.
 */
export async function checkRole(role: RoleDefinition): Promise<void> {
  if (role.when === undefined) return;
  const violations = violationsOf(await loadCedar(), role, role.when);
  if (violations.length > 0) throw new Refusal('role.invalid', violations);
}

type Cedar = Awaited<ReturnType<typeof loadCedar>>;

function violationsOf(cedar: Cedar, role: RoleDefinition, when: string): readonly Violation[] {
  const alone = cedar.policyToJson(`${beforeCondition}${when}\n};`);
  if (alone.type === 'failure')
    return alone.errors.map((error) => violation(error, when, beforeCondition.length));
  // `true } unless { false` reads as two clauses: it would be no condition any more.
  if (alone.json.conditions.length !== 1)
    return [{ pointer: '/when', rule: 'cedar', message: 'is more than one expression' }];
  const templates = templatesOf(role);
  const checked = cedar.validate({
    schema: cedarSchema,
    policies: { templates: { ...templates } },
  });
  if (checked.type === 'failure') return checked.errors.map((error) => violation(error, when, 0));
  return checked.validationErrors.map(({ policyId, error }) =>
    violation(error, when, templates[policyId]?.indexOf(when) ?? 0),
  );
}

const violation = (
  { message, help, sourceLocations }: CedarError,
  when: string,
  from: number,
): Violation => {
  const start = (sourceLocations?.[0]?.start ?? from) - from;
  const place = start >= 0 && start <= when.length ? ` (at character ${start + 1})` : '';
  return {
    pointer: '/when',
    rule: 'cedar',
    message: `${message}${place}${help ? `; ${help}` : ''}`,
  };
};
