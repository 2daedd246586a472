import * as z from 'zod';
import { type EventType, eventContracts, eventSource } from './catalogue.ts';

/** A JSON Schema as it is written out. */
export type SchemaDocument = { readonly [keyword: string]: unknown };

/** `events/<type>/schema.json`: the `detail` of one event as JSON Schema 2020-12. */
export function detailSchema(type: EventType): SchemaDocument {
  const { title, sentWhen, detail } = eventContracts[type];
  const { $schema, ...keywords } = z.toJSONSchema(detail);
  return {
    $schema,
    $id: `urn:goldspoke:event:${type}`,
    title,
    description: sentWhen,
    ...keywords,
  };
}

/** The same in draft 07, of which the schema language of AsyncAPI 3.0 is a superset. */
export function asyncApiSchema(type: EventType): SchemaDocument {
  const { $schema: _, ...keywords } = z.toJSONSchema(eventContracts[type].detail, {
    target: 'draft-7',
  });
  return keywords;
}

/**
 * The event as the bus delivers it, in the dialect of the EventBridge schema registry
 * (`JSONSchemaDraft4`), for a registry entry.
 */
export function registrySchema(type: EventType): SchemaDocument {
  const { title, detail } = eventContracts[type];
  const { $schema, ...keywords } = z.toJSONSchema(detail, { target: 'draft-4' });
  return {
    $schema,
    title: `${eventSource} ${type}: ${title}`,
    type: 'object',
    properties: {
      source: { type: 'string', enum: [eventSource] },
      'detail-type': { type: 'string', enum: [type] },
      id: { type: 'string' },
      time: { type: 'string', format: 'date-time' },
      detail: keywords,
    },
    required: ['source', 'detail-type', 'detail'],
  };
}
