import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import type { SourceRecord } from '#core/identity/customer';

/** What a spoke sends of a source record. */
export const bodyOf = ({ schema, attributes, updatedAt }: SourceRecord): string =>
  JSON.stringify({ schema, attributes, updatedAt });

/** The event that API Gateway makes of `PUT /v1/spokes/{spoke}/records/{sourceId}`, authorised. */
export const putEvent = (record: SourceRecord): APIGatewayProxyEvent =>
  ({
    httpMethod: 'PUT',
    resource: '/v1/spokes/{spoke}/records/{sourceId}',
    path: `/v1/spokes/${record.spoke}/records/${record.sourceId}`,
    pathParameters: { spoke: record.spoke, sourceId: record.sourceId },
    queryStringParameters: null,
    headers: { 'content-type': 'application/json' },
    body: bodyOf(record),
    isBase64Encoded: false,
    requestContext: {
      requestId: randomUUID(),
      authorizer: { actorId: 'tok_bench', grants: 'integrator@root' },
    },
  }) as unknown as APIGatewayProxyEvent;
