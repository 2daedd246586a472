import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { authenticate } from '#functions/shared/authenticate';
import { usageIdentifier } from '#functions/shared/plan-key';
import { realServices } from '#functions/shared/services';
import { peopleOf } from './people.ts';

/**
 * Answers who calls. A token that is missing, unknown, ended or expired is refused as a whole (401);
 * what a known one may do is decided by its role where the route is served.
 */
export const handler = async (
  event: APIGatewayRequestAuthorizerEvent,
): Promise<APIGatewayAuthorizerResult> => {
  const header = event.headers?.authorization ?? event.headers?.Authorization;
  const caller = await authenticate(header, {
    ...realServices(),
    readPersonToken: peopleOf(process.env),
  });
  // API Gateway turns exactly this message into 401.
  if (caller === undefined) throw new Error('Unauthorized');
  const { actorId, role, spoke } = caller;
  return {
    principalId: actorId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: stageArn(event.methodArn) },
      ],
    },
    ...usageIdentifier(spoke, process.env),
    context: { actorId, role, ...(spoke !== undefined && { spoke }) },
  };
};

/** The whole stage: an answer is cached per token, so it must hold for every route of this API. */
const stageArn = (methodArn: string): string => {
  const [api, stage] = methodArn.split('/');
  return `${api}/${stage}/*`;
};
