import { readableOf } from '#core/access/readable';
import type { JsonObject } from '#core/kernel/types';
import type { AttributeType, CustomerSchema, MatchRole } from '#core/schema/customer-schema';
import { roleOfType } from '#core/standardise/features';

/** By which people are told apart: who proves who he is knows them already. */
const telling: ReadonlySet<MatchRole> = new Set(['birth-date', 'identifier']);

/** Whether anything sensitive is held beyond that by which people are told apart. */
export function holdsSensitive(
  attributes: JsonObject,
  schema: Pick<CustomerSchema, 'attributes'>,
): boolean {
  const known = schema.attributes.filter((each) => tells(each, each.match));
  const names = new Set(known.map(({ name }) => name));
  const held = Object.entries(attributes).filter(([name]) => !names.has(name));
  const mayRead = (classification: string) => classification !== 'sensitive';
  return readableOf(Object.fromEntries(held), schema, mayRead).hidden.length > 0;
}

function tells(type: AttributeType, stated: MatchRole | undefined): boolean {
  const role = stated ?? roleOfType[type.type];
  if (role !== undefined) return telling.has(role);
  return type.type === 'list' && tells(type.items, stated);
}
