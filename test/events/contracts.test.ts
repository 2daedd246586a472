import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { eventTypes } from '#events/catalogue';
import { registrySchema } from '#events/json-schema';
import { eventSamples } from '#events/samples';
import { eventViolations } from '#events/validate';
import { generateEvents } from '../../scripts/generate-events.ts';
import { breakingChanges } from './breaking-changes.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests damage parsed JSON on purpose
type Parsed = any;

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const parse = (path: string): Parsed => JSON.parse(read(path));
const accepts = (schema: object) => new Ajv2020({ strict: true, allErrors: true }).compile(schema);
const published = readdirSync(new URL('test/events/published/', root));

/** Every copy of `value` in which one text, or one name of an id map, is replaced. */
function planted(value: Parsed, text: string): Parsed[] {
  if (typeof value === 'string') return [text];
  if (value === null || typeof value !== 'object') return [];
  const names = Object.keys(value).flatMap((name) =>
    name.startsWith('cus_') ? [{ ...value, [text]: value[name] }] : [],
  );
  const values = Object.entries(value).flatMap(([name, each]) =>
    planted(each, text).map((one) =>
      Array.isArray(value)
        ? value.map((old, index) => (String(index) === name ? one : old))
        : { ...value, [name]: one },
    ),
  );
  return [...names, ...values];
}

describe('the generated files of the event contracts', () => {
  it.each(Object.entries(generateEvents()))('%s is what the catalogue says', (path, content) => {
    expect(read(path)).toBe(content);
  });

  it('has a folder for every event and none beside', () => {
    const folders = readdirSync(new URL('events/', root), { withFileTypes: true });

    expect(folders.filter((each) => each.isDirectory()).map(({ name }) => name)).toEqual(
      eventTypes.toSorted(),
    );
  });
});

describe.each(eventTypes)('%s', (type) => {
  const validate = accepts(parse(`events/${type}/schema.json`));
  const sample = parse(`events/${type}/sample.json`);
  /** The file and the publisher's own check must agree. */
  const refused = (detail: Parsed): boolean => {
    const [byFile, byPublisher] = [!validate(detail), eventViolations(type, detail).length > 0];
    expect(byPublisher).toBe(byFile);
    return byFile;
  };

  it('accepts its sample', () => {
    expect(refused(sample)).toBe(false);
  });

  it('refuses a field that it does not know, wherever it stands', () => {
    expect(refused({ ...sample, note: 'x' })).toBe(true);
    expect(refused({ ...sample, metadata: { ...sample.metadata, note: 'x' } })).toBe(true);
  });

  it('refuses a personal value, as a field of its own and in place of any id or name', () => {
    expect(refused({ ...sample, email: 'ada@example.com' })).toBe(true);
    expect(refused({ ...sample, changed: { emails: 'ada@example.com' } })).toBe(true);
    for (const text of ['ada@example.com', 'Ada Lovelace', '+44 7700 900123', 'Ünal']) {
      const damaged = planted(sample, text);
      expect(damaged.length).toBeGreaterThan(5);
      for (const detail of damaged) expect(refused(detail)).toBe(true);
    }
  });

  it('refuses to be without any of its required fields', () => {
    const { required, properties } = parse(`events/${type}/schema.json`);
    for (const name of required) expect(refused({ ...sample, [name]: undefined })).toBe(true);
    for (const name of properties.metadata.required) {
      const metadata = { ...sample.metadata, [name]: undefined };
      expect(refused({ ...sample, metadata })).toBe(true);
    }
  });

  it('says where a detail is wrong without repeating what stood there', () => {
    const told = eventViolations(type, { ...sample, 'ada@example.com': 1, spoke: 'Ada Lovelace' });

    expect(told.length).toBeGreaterThan(0);
    expect(JSON.stringify(told)).not.toMatch(/ada/i);
  });

  it('has a schema for the registry that names source, detail-type and detail', () => {
    const { properties, required }: Parsed = registrySchema(type);

    expect(required).toEqual(['source', 'detail-type', 'detail']);
    expect(properties['detail-type'].enum).toEqual([type]);
    expect(properties.detail.required).toEqual(parse(`events/${type}/schema.json`).required);
  });
});

describe('a consumer written against an event as first published', () => {
  it('knows every event', () => {
    expect(published).toEqual(eventTypes.map((type) => `${type}.json`).toSorted());
  });

  it.each(published)('still finds everything it relied on: %s', (file) => {
    const [older, newer] = [
      parse(`test/events/published/${file}`),
      parse(`events/${file.replace(/\.json$/, '')}/schema.json`),
    ];

    expect(breakingChanges(older, newer)).toEqual([]);
  });

  it.each(published)('reads the new sample, ignoring what it does not know: %s', (file) => {
    const older = JSON.parse(
      read(`test/events/published/${file}`).replaceAll('"additionalProperties": false', '"x": 0'),
    );
    const validate = new Ajv2020({ strict: false }).compile(older);

    expect(validate(eventSamples[file.replace(/\.json$/, '') as keyof typeof eventSamples])).toBe(
      true,
    );
  });

  it('would be told of a field lost, renamed, made optional or narrowed, and not of one added', () => {
    const was = parse('test/events/published/customer.merged.v1.json');
    const change = (edit: (schema: Parsed) => void) => {
      const copy = structuredClone(was);
      edit(copy);
      return breakingChanges(was, copy);
    };

    expect(change((s) => delete s.properties.spoke)).toContain('/properties/spoke');
    expect(change((s) => s.required.pop())).toEqual(['/required/idMap']);
    expect(
      change((s) => {
        s.properties.metadata.properties.sequence.type = 'string';
      }),
    ).toEqual(['/properties/metadata/properties/sequence/type']);
    expect(
      change((s) => {
        s.properties.changed.items.pattern = '^a$';
      }),
    ).toEqual(['/properties/changed/items/pattern']);
    expect(
      change((s) => {
        s.properties.consent = { type: 'string' };
        s.required.push('consent');
      }),
    ).toEqual([]);
  });
});
