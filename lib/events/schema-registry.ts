import * as schemas from 'aws-cdk-lib/aws-eventschemas';
import type { Construct } from 'constructs';
import { eventContracts, eventSource, eventTypes } from '#events/catalogue';
import { registrySchema } from '#events/json-schema';

/**
 * Every contract of `events/` in the schema registry of the deployment, under the name that
 * EventBridge itself gives to a schema: `source@detail-type`. A contract that grows becomes a new
 * version of its schema.
 */
export function addSchemaRegistry(scope: Construct, registryName: string): schemas.CfnRegistry {
  const registry = new schemas.CfnRegistry(scope, 'SchemaRegistry', {
    registryName,
    description: 'What the hub publishes, one schema for each contract',
  });
  for (const type of eventTypes)
    new schemas.CfnSchema(scope, `Schema-${type}`, {
      registryName: registry.attrRegistryName,
      schemaName: `${eventSource}@${type}`,
      type: 'JSONSchemaDraft4',
      description: eventContracts[type].title,
      content: JSON.stringify(registrySchema(type)),
    });
  return registry;
}
