/** An item as DynamoDB writes it into an export: `{ "S": … }`, numbers as text, bytes in base64. */
export const exportItem = (item: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, exportValue(value)]],
    ),
  );

function exportValue(value: unknown): Record<string, unknown> {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return { L: value.map(exportValue) };
  return { M: exportItem(value as Record<string, unknown>) };
}
