import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { eventTypes } from '#events/catalogue';
import { eventSamples } from '#events/samples';
import { synthesized } from '../synthesized.ts';

const schemas = Object.values(synthesized().events.findResources('AWS::EventSchemas::Schema')).map(
  ({ Properties }) => Properties,
);

describe('the schema registry', () => {
  it('bears the name of the deployment', () => {
    const names = (overrides: Record<string, unknown>) =>
      Object.values(synthesized(overrides).events.findResources('AWS::EventSchemas::Registry')).map(
        ({ Properties }) => Properties.RegistryName,
      );
    expect(names({})).toEqual(['goldspoke']);
    expect(names({ name: 'other-hub' })).toEqual(['other-hub']);
  });

  it('holds a schema for each contract, under a name that stays', () => {
    expect(schemas.map(({ SchemaName }) => SchemaName).toSorted()).toEqual(
      eventTypes.map((type) => `goldspoke@${type}`).toSorted(),
    );
    for (const { Type, Content } of schemas) {
      expect(Type).toBe('JSONSchemaDraft4');
      // docs.aws.amazon.com/eventbridge/latest/schema-reference/v1-registries-name-registryname-schemas-name-schemaname.html
      expect(Content.length).toBeLessThan(100_000);
    }
  });

  it.each(eventTypes)(
    'accepts the sample of %s as the bus delivers it, and not another',
    (type) => {
      const { Content } = schemas.find(({ SchemaName }) => SchemaName === `goldspoke@${type}`)!;
      const { $schema, ...schema } = JSON.parse(Content);
      expect($schema).toBe('http://json-schema.org/draft-04/schema#');
      const event = { source: 'goldspoke', 'detail-type': type, detail: eventSamples[type] };

      // What the schemas use of draft 04 means the same to a validator of draft 07, but for numbers.
      const { validate } = compiled(schema);
      expect(validate(event)).toBe(true);
      expect(validate({ ...event, source: 'elsewhere' })).toBe(false);
      expect(validate({ ...event, detail: { ...event.detail, name: 'Ada' } })).toBe(false);
    },
  );
});

function compiled(schema: object) {
  const draft07 = JSON.parse(JSON.stringify(schema), (key, value) =>
    key === 'exclusiveMinimum' && value === true ? undefined : value,
  );
  return { validate: new Ajv({ strict: false, validateFormats: false }).compile(draft07) };
}
