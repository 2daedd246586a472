import { attributeUses, isUnused } from '#core/privacy-retention/minimisation';
import type { CustomerSchema } from '#core/schema/customer-schema';
import { hubSpoke } from '#functions/shared/context';
import type { Handle, Services } from '#functions/shared/handle';
import type { readMinimisation } from './contract.ts';

/** The largest page that a list has. */
const mostInPage = 200;

/** Names and counts alone: no value leaves. */
export const handleReadMinimisation: Handle<typeof readMinimisation> = async (
  { query: { sample } },
  services,
) => {
  const { governance } = services;
  const [schemas, lenses, spokes] = await Promise.all([
    governance.schemas(),
    governance.lenses.list(),
    governance.spokes(),
  ]);
  const unusedIn = async (schema: CustomerSchema) => {
    const unused = attributeUses(
      schema,
      lenses.map(({ value }) => value),
    ).filter(isUnused);
    const { sampled, holders } = await countHolders(schema.name, sample, services);
    return {
      schema: schema.name,
      sampled,
      attributes: schema.attributes.length,
      unused: unused.map(({ name, classification }) => ({
        name,
        classification,
        holders: holders.get(name) ?? 0,
      })),
    };
  };
  const reports = [];
  for (const { value } of schemas) reports.push(await unusedIn(value));
  return {
    spokesWithoutLens: spokes
      .filter(({ value }) => value.lens === undefined && value.name !== hubSpoke)
      .map(({ value }) => value.name),
    schemas: reports,
  };
};

/** Of the first so many customers of a schema: how many have a value, by attribute. */
async function countHolders(
  schema: string,
  sample: number,
  { customers }: Pick<Services, 'customers'>,
): Promise<{ readonly sampled: number; readonly holders: ReadonlyMap<string, number> }> {
  const holders = new Map<string, number>();
  let [sampled, cursor]: [number, string | undefined] = [0, undefined];
  while (sampled < sample) {
    const limit = Math.min(mostInPage, sample - sampled);
    const page = await customers.list({ schema, limit, ...(cursor !== undefined && { cursor }) });
    for (const { golden } of page.items)
      for (const name of Object.keys(golden.attributes))
        holders.set(name, (holders.get(name) ?? 0) + 1);
    sampled += page.items.length;
    cursor = page.cursor;
    if (cursor === undefined) break;
  }
  return { sampled, holders };
}
