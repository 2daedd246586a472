type Keywords = Readonly<Record<string, unknown>>;

const constraints = ['type', 'pattern', 'enum', 'const', 'minimum', 'exclusiveMinimum', 'maximum'];

/** What a consumer of the old schema relied on and the new one no longer promises; JSON pointers. */
export function breakingChanges(older: unknown, newer: unknown, at = ''): readonly string[] {
  const [was, is] = [older as Keywords, (newer ?? {}) as Keywords];
  const narrowed = constraints.filter(
    (keyword) => JSON.stringify(was[keyword]) !== JSON.stringify(is[keyword]),
  );
  const lost = ((was.required ?? []) as string[]).filter(
    (name) => !((is.required ?? []) as string[]).includes(name),
  );
  const nested = (keyword: string) =>
    typeof was[keyword] === 'object' && was[keyword] !== null
      ? breakingChanges(was[keyword], is[keyword], `${at}/${keyword}`)
      : [];
  const newProperties = (is.properties ?? {}) as Keywords;
  return [
    ...narrowed.map((keyword) => `${at}/${keyword}`),
    ...lost.map((name) => `${at}/required/${name}`),
    ...Object.entries((was.properties ?? {}) as Keywords).flatMap(([name, each]) =>
      name in newProperties
        ? breakingChanges(each, newProperties[name], `${at}/properties/${name}`)
        : [`${at}/properties/${name}`],
    ),
    ...nested('items'),
    ...nested('additionalProperties'),
    ...nested('propertyNames'),
  ];
}
