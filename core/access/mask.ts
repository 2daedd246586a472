import type { Json, JsonObject } from '#core/kernel/types';
import type { AttributeType } from '#core/schema/customer-schema';
import type { Mask } from './lens.ts';

type TypeName = AttributeType['type'];

/** Types of which a mask shows a part. `hidden` fits every type, and shows nothing of it. */
const typesOf: Readonly<Record<Exclude<Mask, 'hidden'>, readonly TypeName[]>> = {
  year: ['date'],
  'last-four': ['text', 'phone', 'identifier'],
  domain: ['email'],
};

/** Of a shorter text the last four characters would be half of it, or more. */
const shortestShown = 8;
const covered = '****';

/** Whether the mask can be laid over the type, over items of the list, or over a member of the group. */
export function fitsMask(mask: Mask, type: AttributeType): boolean {
  if (mask === 'hidden' || typesOf[mask].includes(type.type)) return true;
  if (type.type === 'list') return fitsMask(mask, type.items);
  return type.type === 'group' && type.attributes.some((member) => fitsMask(mask, member));
}

/**
 * The value as the mask shows it; `undefined` where it shows nothing. `year`: `1980`. `last-four`:
 * `****0123`, of fewer than eight characters `****`; of an identifier with its type. `domain`:
 * `****@example.com`. Of a group, members that the mask does not fit are left away unless they are
 * public; an item of a list keeps its place, be it empty. A value that is not of the type shows nothing.
 */
export function masked(mask: Mask, value: Json, type: AttributeType): Json | undefined {
  if (mask === 'hidden') return undefined;
  if (type.type === 'list') {
    if (!Array.isArray(value)) return undefined;
    return (value as readonly Json[]).map((item) => masked(mask, item, type.items) ?? {});
  }
  if (type.type === 'group') return maskedGroup(mask, value, type);
  if (!typesOf[mask].includes(type.type)) return undefined;
  if (type.type === 'identifier') return maskedIdentifier(value);
  return typeof value === 'string' ? coverings[mask](value) : undefined;
}

function maskedGroup(
  mask: Mask,
  value: Json,
  group: AttributeType & { readonly type: 'group' },
): JsonObject | undefined {
  if (!isObject(value)) return undefined;
  const shown = group.attributes.flatMap((member): [string, Json][] => {
    const own = Object.hasOwn(value, member.name) ? value[member.name] : undefined;
    if (own === undefined) return [];
    if (!fitsMask(mask, member))
      return member.classification === 'public' ? [[member.name, own]] : [];
    const covering = masked(mask, own, member);
    return covering === undefined ? [] : [[member.name, covering]];
  });
  return shown.length === 0 ? undefined : Object.fromEntries(shown);
}

function maskedIdentifier(value: Json): JsonObject | undefined {
  if (!isObject(value) || typeof value.value !== 'string') return undefined;
  const { type } = value;
  return {
    ...(typeof type === 'string' && { type }),
    value: coverings['last-four'](value.value),
  };
}

const coverings = {
  year: (text: string) => /^\d{4}(?=-)/.exec(text)?.[0],
  'last-four': (text: string) => {
    const characters = [...text];
    return covered + (characters.length < shortestShown ? '' : characters.slice(-4).join(''));
  },
  domain: (text: string) => {
    const at = text.lastIndexOf('@');
    return at < 0 ? undefined : covered + text.slice(at);
  },
};

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
