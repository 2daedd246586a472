import type { Cause, StoredCustomer } from '#core/identity/change';
import type { Pin } from '#core/identity/customer';
import { edit } from '#core/identity/edit';
import { canonical } from '#core/kernel/canonical';
import { mergePatch } from '#core/kernel/merge-patch';
import { Refusal } from '#core/kernel/refusal';
import type { JsonObject } from '#core/kernel/types';
import { replacingWholeNames } from '#core/standardise/full-name';
import type { contextFor } from './context.ts';
import type { Services } from './handle.ts';
import { admitAttributes } from './ingest.ts';
import { matchKeysFor } from './matching.ts';

export interface AttributeEdit {
  readonly stored: StoredCustomer;
  /** RFC 7396, over the golden attributes. */
  readonly patch: JsonObject;
  readonly word: Pick<Pin, 'actor' | 'pinnedAt' | 'reason'>;
  readonly context: Awaited<ReturnType<typeof contextFor>>;
  readonly cause: Cause;
}

/**
 * Pins every attribute that the patch names to its patched value (`null`: to having none), so that no
 * spoke overwrites it. All of it is valid, or nothing of it is written: refuses `record.invalid`, and
 * `pin.unknown-attribute`. The very same word again changes nothing. Whatever way a correction comes (a
 * steward, the person's own door, a privacy request), this is how it is written.
 */
export async function editAttributes(
  { stored, patch, word, context, cause }: AttributeEdit,
  { customers }: Pick<Services, 'customers'>,
): Promise<StoredCustomer | undefined> {
  const names = Object.keys(patch);
  if (names.length === 0)
    throw new Refusal('record.invalid', [
      { pointer: '/attributes', rule: 'required', message: 'names no attribute to change' },
    ]);
  const { customer } = stored;
  const { schema, at } = context;
  const patched = mergePatch(customer.golden.attributes, replacingWholeNames(patch, schema));
  // A patch that is an object makes an object.
  const { attributes } = admitAttributes(patched as JsonObject, schema, at);
  const words = names.map(
    (attribute): Pin => ({ attribute, value: attributes[attribute] ?? null, ...word }),
  );
  const [root] = customer.members;
  const pinned = new Set(root.pins.map((each) => canonical({ ...each })));
  if (words.every((each) => pinned.has(canonical({ ...each })))) return stored;
  const transition = edit(customer, words, context);
  const [after] = await customers.commit({
    before: [stored],
    ...transition,
    matchKeys: matchKeysFor(transition, [customer.customerId], schema),
    cause,
    at,
  });
  return after;
}
