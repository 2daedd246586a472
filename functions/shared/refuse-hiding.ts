import { readableOf } from '#core/access/readable';
import type { Customer } from '#core/identity/customer';
import { Refusal } from '#core/kernel/refusal';
import type { Json, JsonObject } from '#core/kernel/types';
import type { CustomerSchema } from '#core/schema/customer-schema';
import type { Access } from './access.ts';
import { sightOf } from './sight.ts';
import type { Use } from './use-of.ts';

interface Seeing {
  readonly access: Access;
  readonly use: Use;
}

/**
 * Refuses a patch with `customer.hidden-values` where it would replace a list that holds values the
 * caller may not read: what he does not see he would delete without a word. Even if he gives all of
 * them: else he could try which values they are. `null` says what it does, and is taken.
 */
export function refuseHiding(
  patch: JsonObject,
  { golden }: Pick<Customer, 'golden'>,
  schema: CustomerSchema,
  { access, use }: Seeing,
): void {
  const { mayRead } = sightOf(access, access.customer(golden), use);
  const { hidden } = readableOf(golden.attributes, schema, mayRead);
  const replaced = listsIn(patch, '').filter((list) =>
    hidden.some((pointer) => pointer.startsWith(`${list}/`)),
  );
  if (replaced.length > 0) throw hidingAt(replaced.map((pointer) => `/attributes${pointer}`));
}

/** The same of one attribute that is set whole. */
export function refuseHidingWhole(
  { attribute, value }: { readonly attribute: string; readonly value: Json },
  { golden }: Pick<Customer, 'golden'>,
  schema: CustomerSchema,
  { access, use }: Seeing,
): void {
  const { mayRead } = sightOf(access, access.customer(golden), use);
  const { hidden } = readableOf(golden.attributes, schema, mayRead);
  const loses = hidden.some((pointer) => pointer.startsWith(`/${attribute}/`));
  if (value !== null && loses) throw hidingAt(['/value']);
}

const hidingAt = (pointers: readonly string[]) =>
  new Refusal(
    'customer.hidden-values',
    pointers.map((pointer) => ({
      pointer,
      rule: 'hidden',
      message: 'replaces values that you may not read',
    })),
  );

function listsIn(value: Json, pointer: string): readonly string[] {
  if (Array.isArray(value)) return [pointer];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) =>
    listsIn(each as Json, `${pointer}/${name}`),
  );
}
