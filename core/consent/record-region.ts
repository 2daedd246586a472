import type { Json, JsonObject } from '#core/kernel/types';
import type { AttributeType, CustomerSchema } from '#core/schema/customer-schema';
import { countryCode } from '#core/standardise/country';
import { fold } from '#core/standardise/fold';

/** States and provinces with laws of their own, as people write them. ISO 3166-2. */
const regions: Readonly<Record<string, string>> = {
  US:
    'AL alabama,AK alaska,AZ arizona,AR arkansas,CA california,CO colorado,CT connecticut,DE delaware,' +
    'DC district of columbia,FL florida,GA georgia,HI hawaii,ID idaho,IL illinois,IN indiana,IA iowa,' +
    'KS kansas,KY kentucky,LA louisiana,ME maine,MD maryland,MA massachusetts,MI michigan,MN minnesota,' +
    'MS mississippi,MO missouri,MT montana,NE nebraska,NV nevada,NH new hampshire,NJ new jersey,' +
    'NM new mexico,NY new york,NC north carolina,ND north dakota,OH ohio,OK oklahoma,OR oregon,' +
    'PA pennsylvania,RI rhode island,SC south carolina,SD south dakota,TN tennessee,TX texas,UT utah,' +
    'VT vermont,VA virginia,WA washington,WV west virginia,WI wisconsin,WY wyoming',
  CA:
    'AB alberta,BC british columbia,MB manitoba,NB new brunswick,NL newfoundland and labrador,' +
    'NS nova scotia,NT northwest territories,NU nunavut,ON ontario,PE prince edward island,QC quebec,' +
    'SK saskatchewan,YT yukon',
};

const codesOf = new Map(
  Object.entries(regions).map(([country, list]) => [
    country,
    new Map(
      list.split(',').flatMap((each) => {
        const code = each.slice(0, 2);
        return [
          [code.toLowerCase(), code],
          [each.slice(3), code],
        ] as const;
      }),
    ),
  ]),
);

/** The state or province of a record's first address in the country that names one: `CA`, `QC`. */
export function recordRegion(
  attributes: JsonObject,
  schema: CustomerSchema,
  country: string,
): string | undefined {
  const codes = codesOf.get(country);
  if (codes === undefined) return undefined;
  return schema.attributes
    .filter(holdsAddresses)
    .flatMap(({ name }) => groupsOf(attributes[name]))
    .filter(
      (address) => typeof address.country !== 'string' || countryCode(address.country) === country,
    )
    .map(({ region }) => (typeof region === 'string' ? codes.get(fold(region)) : undefined))
    .find((each) => each !== undefined);
}

const holdsAddresses = (type: AttributeType): boolean =>
  type.type === 'postal-address' || (type.type === 'list' && holdsAddresses(type.items));

const groupsOf = (value: Json | undefined): readonly JsonObject[] =>
  (Array.isArray(value) ? value : [value]).filter(
    (each): each is JsonObject => typeof each === 'object' && each !== null && !Array.isArray(each),
  );
