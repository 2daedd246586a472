import type {
  AttributeLineage,
  Constituent,
  GoldenRecord,
  SourceRecord,
  TrustTable,
} from '#core/identity/customer';
import { type PlacedPin, pinInForce } from '#core/identity/pin-in-force';
import { recordCountry } from '#core/identity/record-country';
import {
  type Candidate,
  type Contribution,
  isFilled,
  type PickingRule,
  survive,
  surviveItems,
} from '#core/identity/survive';
import type { Json } from '#core/kernel/types';
import type { AttributeDefinition, CustomerSchema } from '#core/schema/customer-schema';
import { identityOf, type ValueContext } from '#core/standardise/identity-of';

type Lineage = Record<string, AttributeLineage>;

/** What one attribute comes to: no value when nobody says anything, or a pin says so. */
interface Survived {
  readonly value?: Json;
  readonly lineage: Readonly<Lineage>;
}

// As many as a record may bring: a golden record must not outgrow what its readers accept.
const mostItems = 100;

/**
 * Makes the golden record of a customer: each attribute of the schema survives by its own rule (by
 * default `union` for lists, `most-trusted` for the rest), and a steward's pin stands above all.
 * Records written under another version of the schema take part; an attribute that the schema no
 * longer has is left out.
 *
 * The first member is the root, whose pins win. Otherwise no order shows in the result, neither of
 * members nor of records. A spoke that `trust` does not name is of tier 1 and trust 0.
 */
export function golden(
  members: readonly Constituent[],
  schema: CustomerSchema,
  trust: TrustTable,
): GoldenRecord {
  const heard = members
    .flatMap((member) => member.records)
    .map((record) => hear(record, schema, trust));
  const attributes: Record<string, Json> = {};
  const lineage: Lineage = {};
  for (const attribute of schema.attributes) {
    const survived = surviveAttribute(attribute, heard);
    const placed = pinInForce(members, attribute.name);
    const result = placed ? pinned(placed, attribute.name, survived) : survived;
    if (result.value !== undefined) attributes[attribute.name] = result.value;
    Object.assign(lineage, result.lineage);
  }
  return { schema: schema.name, schemaVersion: schema.version, attributes, lineage };
}

/** A source record with how its spoke counts. */
interface Heard extends Pick<Contribution, 'tier' | 'source'> {
  readonly record: SourceRecord;
  readonly context: ValueContext;
}

function hear(record: SourceRecord, schema: CustomerSchema, trustTable: TrustTable): Heard {
  const { spoke, sourceId, updatedAt, provenance, orgUnit } = record;
  const { trust, tier } = own(trustTable, spoke) ?? { trust: 0, tier: 1 };
  const source = {
    spoke,
    sourceId,
    updatedAt,
    trust,
    provenance,
    ...(orgUnit !== undefined && { orgUnit }),
  };
  const country = recordCountry(record.attributes, schema);
  return { record, source, tier, context: country === undefined ? {} : { country } };
}

function surviveAttribute(attribute: AttributeDefinition, heard: readonly Heard[]): Survived {
  const rule = attribute.survivorship ?? (attribute.type === 'list' ? 'union' : 'most-trusted');
  if (attribute.type === 'list' && rule === 'union') return surviveList(attribute, heard);
  // `union` has no meaning for a single value.
  return surviveValue(attribute, rule === 'union' ? 'most-trusted' : rule, heard);
}

function surviveValue(
  attribute: AttributeDefinition,
  rule: PickingRule,
  heard: readonly Heard[],
): Survived {
  const [first, ...rest] = heard.flatMap(({ record, source, tier, context }): Contribution[] => {
    const value = own(record.attributes, attribute.name);
    if (!isFilled(value)) return [];
    return [{ value, identity: identityOf(value, attribute, context), position: 0, tier, source }];
  });
  if (!first) return { lineage: {} };
  const { winner, runnersUp } = survive([first, ...rest], rule);
  return {
    value: winner.value,
    lineage: { [attribute.name]: { rule, sources: winner.sources, runnersUp } },
  };
}

function surviveList(
  attribute: AttributeDefinition & { readonly type: 'list' },
  heard: readonly Heard[],
): Survived {
  const contributions = heard.flatMap(({ record, source, tier, context }): Contribution[] => {
    const list = own(record.attributes, attribute.name);
    if (!Array.isArray(list)) return [];
    return (list as readonly Json[]).flatMap((value, position) =>
      isFilled(value)
        ? [
            {
              value,
              identity: identityOf(value, attribute.items, context),
              position,
              tier,
              source,
            },
          ]
        : [],
    );
  });
  const { items, runnersUp } = surviveItems(contributions, attribute.maxItems ?? mostItems);
  if (items.length === 0) return { lineage: {} };

  const rule = 'union';
  const lineage: Lineage = {
    [attribute.name]: { rule, sources: sourcesOf(items.map(({ winner }) => winner)), runnersUp },
  };
  items.forEach((item, index) => {
    lineage[`/${attribute.name}/${index}`] = {
      rule,
      sources: item.winner.sources,
      runnersUp: item.runnersUp,
    };
  });
  return { value: items.map(({ winner }) => winner.value), lineage };
}

const sourcesOf = (candidates: readonly Candidate[]): Candidate['sources'] => {
  const sources = candidates.flatMap((each) => each.sources);
  return [...new Map(sources.map((each) => [`${each.spoke} ${each.sourceId}`, each])).values()];
};

/** A pin has no source: its runners-up are what would survive without it, and what that beat. */
function pinned({ pin }: PlacedPin, name: string, unpinned: Survived): Survived {
  const { attribute: _attribute, value, ...word } = pin;
  const without = unpinned.lineage[name];
  const survivor =
    unpinned.value === undefined || !without
      ? []
      : [{ value: unpinned.value, sources: without.sources }];
  return {
    ...(isFilled(value) && { value }),
    lineage: {
      [name]: {
        rule: 'pinned',
        sources: [],
        pin: word,
        runnersUp: [...survivor, ...(without?.runnersUp ?? [])],
      },
    },
  };
}

// A spoke or an attribute may be called `constructor`.
const own = <T>(of: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(of, name) ? of[name] : undefined;
