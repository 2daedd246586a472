import type { Violation } from '#core/kernel/refusal';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { masks as knownMasks, type Lens } from './lens.ts';
import { fitsMask } from './mask.ts';
import type { OrgTree } from './org-tree.ts';

/** What a lens is held against. */
export interface LensWorld {
  readonly schemas: readonly CustomerSchema[];
  readonly units: OrgTree;
  /** Names of those that are defined. */
  readonly purposes: readonly string[];
}

/**
 * What is wrong with the definition of a lens: an unknown schema or unit, an attribute that no schema
 * of its customers has, a mask over an attribute that it does not show or over a type that the mask
 * does not fit in every one of those schemas, an unknown purpose, a need of consent to no purpose.
 */
export function lensViolations(
  lens: Lens,
  { schemas, units, purposes }: LensWorld,
): readonly Violation[] {
  const own = schemas.filter(({ name }) => lens.schema === undefined || lens.schema === name);
  if (own.length === 0)
    return [{ pointer: '/schema', rule: 'known', message: 'names a schema that does not exist' }];
  const violations: Violation[] = [];
  const report = (pointer: string, rule: string, message: string) =>
    violations.push({ pointer, rule, message });
  const named = lens.attributes === 'all' ? [] : lens.attributes;
  const definitionsOf = (attribute: string) =>
    own.flatMap((schema) => schema.attributes.filter(({ name }) => name === attribute));

  for (const [at, attribute] of named.entries())
    if (definitionsOf(attribute).length === 0)
      report(`/attributes/${at}`, 'known', 'is no attribute of the customers it shows');
  for (const [attribute, mask] of Object.entries(lens.masks ?? {})) {
    const pointer = `/masks/${attribute}`;
    if (!named.includes(attribute))
      report(pointer, 'shown', 'masks an attribute that the lens does not show');
    else if (!definitionsOf(attribute).every((definition) => fitsMask(mask, definition)))
      report(pointer, 'mask.type', `this type takes ${fittingMasks(definitionsOf(attribute))}`);
  }
  for (const [at, unit] of (lens.orgUnits ?? []).entries())
    if (!units.has(unit)) report(`/orgUnits/${at}`, 'known', 'names a unit that does not exist');
  if (lens.orgUnit !== undefined && !units.has(lens.orgUnit))
    report('/orgUnit', 'known', 'names a unit that does not exist');
  if (lens.purpose !== undefined && !purposes.includes(lens.purpose))
    report('/purpose', 'known', 'names a purpose that does not exist: nothing would be seen');
  if (lens.needsConsent === true && lens.purpose === undefined)
    report('/purpose', 'required', 'is needed where consent is needed: one agrees to a purpose');
  return violations;
}

const fittingMasks = (definitions: CustomerSchema['attributes']): string =>
  knownMasks
    .filter((mask) => definitions.every((definition) => fitsMask(mask, definition)))
    .join(', ');
