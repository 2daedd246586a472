import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';

type Headers = Pick<APIGatewayRequestAuthorizerEvent, 'headers' | 'multiValueHeaders'>;

/**
 * The `Authorization` header, however it is written. Of two nobody can say which is meant, nor under
 * which API Gateway would remember the answer: that is none.
 */
export function onlyAuthorization({ headers, multiValueHeaders }: Headers): string | undefined {
  const values = multiValueHeaders?.authorization ?? multiValueHeaders?.Authorization ?? [];
  return values.length > 1 ? undefined : (headers?.authorization ?? headers?.Authorization);
}
