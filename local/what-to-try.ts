import type { JsonObject } from '#core/kernel/types';
import type { HubClient } from './hub-client.ts';

/** Three commands that work when pasted, with ids of this hub's own data. */
export async function whatToTry(
  client: HubClient,
  url: string,
  token: string,
): Promise<readonly string[]> {
  const curl = `curl -s -H 'Authorization: Bearer ${token}'`;
  const first = await client.send('GET', '/customers?limit=50');
  const customers = itemsOf(first.body);
  const best = customers.toSorted((a, b) => richness(b) - richness(a))[0];
  if (best === undefined) return emptyHub(curl, url);
  const name = nameOf(best);
  return [
    '# search customers by name',
    `${curl} '${url}/v1/customers?name=${encodeURIComponent(name).replaceAll("'", '%27')}&limit=3'`,
    '# where each value of a golden record comes from, and what it beat',
    `${curl} '${url}/v1/customers/${String(best.customerId)}/lineage'`,
    '# pairs that wait for a steward',
    `${curl} '${url}/v1/tasks?limit=3'`,
  ];
}

/** For a hub that was started without the sample: a spoke, its first record, the golden record. */
const emptyHub = (curl: string, url: string): readonly string[] => {
  const json = "-H 'Content-Type: application/json'";
  return [
    '# register a spoke',
    `${curl} ${json} -X PUT '${url}/v1/spokes/web' -d '{"style":"consolidation","trust":50}'`,
    '# send it a record',
    `${curl} ${json} -X PUT '${url}/v1/spokes/web/records/42' -d '{"schema":"person","attributes":{"name":{"full":"Ada Lovelace"},"emails":[{"value":"ada@example.com"}]},"updatedAt":"2026-01-01T00:00:00Z"}'`,
    '# see the golden record',
    `${curl} '${url}/v1/customers?name=lovelace'`,
  ];
};

const itemsOf = (body: unknown): readonly JsonObject[] =>
  (body as { items?: readonly JsonObject[] } | null)?.items ?? [];

/** How much there is to see: attributes, and more than one value in the lists. */
function richness(customer: JsonObject): number {
  const values = Object.values((customer.attributes ?? {}) as JsonObject);
  return (
    values.length +
    values.reduce<number>((sum, each) => sum + (Array.isArray(each) ? each.length : 0), 0)
  );
}

function nameOf(customer: JsonObject): string {
  const name = (customer.attributes as JsonObject | undefined)?.name;
  if (typeof name === 'string') return name;
  const { given, family, full } = (name ?? {}) as JsonObject;
  return [given, family].filter(Boolean).join(' ') || String(full ?? '');
}
