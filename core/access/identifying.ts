import type { AttributeType, CustomerSchema, MatchRole } from '#core/schema/customer-schema';
import { roleOfType } from '#core/standardise/features';

/** Who a customer is, and where he is reached. */
const identifyingRoles: ReadonlySet<MatchRole> = new Set([
  'person-name',
  'organisation-name',
  'birth-date',
  'email',
  'phone',
  'identifier',
]);

/**
 * Names of attributes by which a customer is known or reached, or that are sensitive: whoever reads
 * one mailbox must not change them, for with them he could take over the rest.
 */
export const identifyingAttributes = ({
  attributes,
}: Pick<CustomerSchema, 'attributes'>): ReadonlySet<string> =>
  new Set(
    attributes
      .filter((each) => each.classification === 'sensitive' || identifies(each, each.match))
      .map(({ name }) => name),
  );

function identifies(type: AttributeType, stated: MatchRole | undefined): boolean {
  const role = stated ?? roleOfType[type.type];
  if (role !== undefined && identifyingRoles.has(role)) return true;
  if (type.type === 'list') return identifies(type.items, stated);
  return type.type === 'group' && type.attributes.some((each) => identifies(each, each.match));
}
