import type { Crosswalk, Customer, GoldenRecord } from '#core/identity/customer';
import type { Json, JsonObject } from '#core/kernel/types';
import type { Classification, CustomerSchema } from '#core/schema/customer-schema';
import { readableOf } from './readable.ts';

/** What a customer at his own door has shown to be his. */
export interface Vouched {
  /** Source records that hold the proven contact point, or are the account that he signed in to. */
  readonly records: readonly Crosswalk[];
  /** Whether he signed in: then what is sensitive is shown as well. */
  readonly isSignedIn: boolean;
  /** Who he is in the audit and in pins: what he said himself he may see. */
  readonly actor: string;
}

export interface OwnView {
  readonly attributes: JsonObject;
  /** RFC 6901: values that are there and are not shown to this proof. */
  readonly hidden: readonly string[];
}

/**
 * What of a golden record its customer sees. An address proves who gave that address, not who else the
 * matching took for the same person: a value is shown where a record that is vouched for says so, too.
 * A value that a steward set has no record; it is shown where every record is vouched for. A value of
 * another record keeps its place in `hidden`, and an item of a list is left out.
 */
export function ownView(
  { golden, members }: Pick<Customer, 'golden' | 'members'>,
  schema: Pick<CustomerSchema, 'attributes'>,
  vouched: Vouched,
): OwnView {
  const names = new Set(vouched.records.map(nameOf));
  const isVouched = (source: Crosswalk) => names.has(nameOf(source));
  const isWhole = members.every(({ records }) => records.every(isVouched));
  const isOwn = (key: string): boolean => {
    const { sources = [], pin } = lineageAt(golden, key) ?? {};
    return pin === undefined ? sources.some(isVouched) : pin.actor === vouched.actor || isWhole;
  };
  const mayRead = (each: Classification) => vouched.isSignedIn || each !== 'sensitive';
  const readable = readableOf(golden.attributes, schema, mayRead);

  const foreign: string[] = [];
  const shown = Object.entries(readable.attributes).flatMap(([name, value]): [string, Json][] => {
    const isItemised = Array.isArray(value) && lineageAt(golden, `/${name}/0`) !== undefined;
    if (!isItemised) {
      if (isOwn(name)) return [[name, value]];
      foreign.push(`/${name}`);
      return [];
    }
    const own = (value as readonly Json[]).filter((_, at) => {
      const pointer = `/${name}/${at}`;
      if (isOwn(pointer)) return true;
      foreign.push(pointer);
      return false;
    });
    return own.length === 0 ? [] : [[name, own]];
  });
  const hidden = [
    ...foreign,
    ...readable.hidden.filter((each) => !foreign.some((own) => `${each}/`.startsWith(`${own}/`))),
  ];
  return { attributes: Object.fromEntries(shown), hidden };
}

const nameOf = ({ spoke, sourceId }: Crosswalk): string => `${spoke} ${sourceId}`;

const lineageAt = ({ lineage }: GoldenRecord, key: string) =>
  Object.hasOwn(lineage, key) ? lineage[key] : undefined;
