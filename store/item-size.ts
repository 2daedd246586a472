/**
 * Bytes of an item as DynamoDB counts them: UTF-8 names and text, raw bytes, numbers at two digits
 * a byte and one more, 3 bytes for a list or map and 1 for each element.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const itemSize = (item: Readonly<Record<string, unknown>>): number =>
  Object.entries(item).reduce(
    (sum, [name, value]) =>
      value === undefined ? sum : sum + Buffer.byteLength(name) + valueSize(value),
    0,
  );

function valueSize(value: unknown): number {
  if (value === null || typeof value === 'boolean') return 1;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).replace(/\D/g, '').length / 2) + 1;
  if (value instanceof Uint8Array) return value.byteLength;
  if (Array.isArray(value)) return value.reduce((sum, each) => sum + 1 + valueSize(each), 3);
  return Object.values(value as object).length + 3 + itemSize(value as Record<string, unknown>);
}
