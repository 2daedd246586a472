import type { Json } from '#core/kernel/types';
import type { Key } from './keys.ts';

type Item = Readonly<Record<string, unknown>>;
type ValueStep = (value: Json) => Json;

/**
 * From one format of a kind of item to the next. Pure, and never changed once released: items of
 * that format lie in tables. What is sealed is upgraded when it is opened, by attribute.
 */
export interface FormatStep {
  readonly clear?: (item: Item) => Item;
  readonly sealed?: Readonly<Record<string, ValueStep>>;
}

/** Kind → its steps; the first leads from format 1 to format 2. A kind that is not named is of format 1. */
export type FormatChains = Readonly<Record<string, readonly FormatStep[]>>;

/**
 * Every change of an item's shape since release 0.1.0. To add one: a step here, and before the
 * release its items into test/store/releases. Audit entries (`AUD`) get none: their hash is over their
 * form, and nobody may write them anew.
 */
export const formatChains: FormatChains = {};

/** An item of a later release. Only a rollback meets it: docs/runbooks/rollback.md. */
export class ItemTooNew extends Error {
  override readonly name = 'ItemTooNew';
  readonly kind: string;
  constructor(kind: string, found: number, known: number) {
    super(`an item of kind ${kind} has format ${found}, this release knows up to ${known}`);
    this.kind = kind;
  }
}

/** What the key says that an item is: `CUS/HEAD`, `KEY/CUS`, `CFG#spoke/CFG`. Holds no id. */
export function kindOf({ PK, SK }: Key): string {
  const [first = '', second = ''] = PK.split('#');
  const sort = SK.split('#', 1)[0] ?? '';
  return `${first === 'CFG' ? `${first}#${second}` : first}/${sort}`;
}

export const newestFormat = (kind: string, chains: FormatChains = formatChains): number =>
  1 + (chains[kind]?.length ?? 0);

/** The item as it is written: with the format of this release. */
export const stamped = (item: Item, chains: FormatChains = formatChains): Item =>
  isKeyed(item) ? { ...item, format: newestFormat(kindOf(item), chains) } : item;

/** Of items that were read in an older format: which, and what is still to be done with their sealed parts. */
const older = new WeakMap<
  object,
  { readonly format: number; readonly steps: readonly FormatStep[] }
>();

/**
 * The item in the newest form, without its format; the item itself where it was of that form. An item
 * without a format is of format 1. Throws `ItemTooNew`.
 */
export function upgraded(stored: Item, chains: FormatChains = formatChains): Item {
  if (!isKeyed(stored)) return stored;
  const { format = 1, ...item } = stored as Item & Key;
  const kind = kindOf(stored);
  const known = newestFormat(kind, chains);
  if (Number(format) > known) throw new ItemTooNew(kind, Number(format), known);
  const steps = chains[kind]?.slice(Number(format) - 1) ?? [];
  const now = steps.reduce<Item>((form, { clear }) => clear?.(form) ?? form, item);
  if (steps.length === 0) return now;
  const own = { ...now };
  older.set(own, { format: Number(format), steps });
  return own;
}

/** What `attribute` of an item held when it was opened, in the newest form. */
export const upgradedValue = (item: object, attribute: string, opened: Json): Json =>
  (older.get(item)?.steps ?? []).reduce((value, { sealed }) => {
    return sealed?.[attribute]?.(value) ?? value;
  }, opened);

/** The format that an item was stored in, where an upgrade of it has not been written yet. */
export const olderFormatOf = (item: object): number | undefined => older.get(item)?.format;

// A read that asked for single attributes brings no whole item, and nothing to upgrade.
const isKeyed = (item: Item): item is Item & Key =>
  typeof item.PK === 'string' && typeof item.SK === 'string';
