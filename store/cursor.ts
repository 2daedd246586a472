import { Refusal } from '#core/kernel/refusal';

/** A place in a list as opaque text, and back. Only sort keys go in: a cursor cannot leave its list. */
export const cursorOf = (parts: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(parts), 'utf8').toString('base64url');

/** Refuses what `cursorOf` did not make with `length` parts. */
export function placeOf(cursor: string, length: number): readonly (string | number)[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (
      Array.isArray(parts) &&
      parts.length === length &&
      parts.every((each) => typeof each === 'number' || isSortKey(each))
    )
      return parts;
  } catch {
    // Not JSON: the same answer as any other wrong text.
  }
  return refuseCursor();
}

/** Likewise, of a cursor that is made of counts alone. */
export function numbersOf(cursor: string, length: number): readonly number[] {
  const isCount = (part: unknown): part is number =>
    Number.isSafeInteger(part) && Number(part) >= 0;
  const parts = placeOf(cursor, length);
  return parts.every(isCount) ? parts : refuseCursor();
}

// DynamoDB takes sort keys of up to 1,024 bytes, and a cursor holds one without its prefix.
const isSortKey = (part: unknown): boolean =>
  typeof part === 'string' && /^[\x21-\x7e]{1,900}$/.test(part);

export function refuseCursor(): never {
  throw new Refusal('request.invalid', [
    { pointer: '/cursor', rule: 'cursor', message: 'is not a cursor of this list', in: 'query' },
  ]);
}
