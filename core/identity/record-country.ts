import type { Json, JsonObject } from '#core/kernel/types';
import type { AttributeType, CustomerSchema } from '#core/schema/customer-schema';
import { countryCode } from '#core/standardise/country';

/** ISO 3166-1 alpha-2 of a record's first address that names a country: what its national phone numbers are read with. */
export function recordCountry(attributes: JsonObject, schema: CustomerSchema): string | undefined {
  for (const { name } of schema.attributes.filter(holdsAddresses)) {
    const value = attributes[name];
    for (const address of isList(value) ? value : [value]) {
      const named = isGroup(address) ? address.country : undefined;
      const country = typeof named === 'string' ? countryCode(named) : undefined;
      if (country !== undefined) return country;
    }
  }
  return undefined;
}

const holdsAddresses = (type: AttributeType): boolean =>
  type.type === 'postal-address' || (type.type === 'list' && holdsAddresses(type.items));

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

const isGroup = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !isList(value);
