import type { Lens } from '#core/access/lens';
import { masksAttribute, namesAttribute } from '#core/access/lens';
import type { AttributeDefinition, CustomerSchema } from '#core/schema/customer-schema';
import { rolesOf } from '#core/standardise/features';

/** What an attribute is used for. */
export interface AttributeUse {
  readonly name: string;
  readonly classification: AttributeDefinition['classification'];
  /** Names of the lenses that show something of it. */
  readonly lenses: readonly string[];
  readonly isMatched: boolean;
}

/**
 * What each attribute of a schema is used for: by lenses that name it and do not hide it, and by
 * matching. The built-in lens shows everything and names nothing, so it says nothing about need.
 */
export const attributeUses = (
  schema: Pick<CustomerSchema, 'name' | 'attributes'>,
  lenses: readonly Lens[],
): readonly AttributeUse[] =>
  schema.attributes.map((attribute) => {
    const { name, classification } = attribute;
    return {
      name,
      classification,
      lenses: lenses.filter((lens) => shows(lens, name, schema)).map((lens) => lens.name),
      isMatched: rolesOf(attribute, attribute.match).length > 0,
    };
  });

/** Collected, and needed by nothing that the hub knows of. */
export const isUnused = ({ lenses, isMatched }: AttributeUse): boolean =>
  lenses.length === 0 && !isMatched;

const shows = (lens: Lens, attribute: string, { name }: Pick<CustomerSchema, 'name'>): boolean =>
  (lens.schema === undefined || lens.schema === name) &&
  namesAttribute(lens, attribute) &&
  !(masksAttribute(lens, attribute) && lens.masks?.[attribute] === 'hidden');
