import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { grantsText } from '#core/access/grant';
import { authenticate } from '#functions/shared/authenticate';
import { correlationIdOf } from '#functions/shared/correlation-id';
import { log } from '#functions/shared/log';
import { measure } from '#functions/shared/measure';
import { observed } from '#functions/shared/observed';
import { customersPlan, usageIdentifier } from '#functions/shared/plan-key';
import { realServices } from '#functions/shared/services';
import { onlyAuthorization } from './only-authorization.ts';
import { signedTokensOf } from './signed-tokens.ts';

/**
 * Answers who calls. A token that is missing, unknown, ended or expired is refused as a whole (401),
 * and so is a person who left; what a known one may do is decided by its grants where the route is served.
 */
const authorize = async (
  event: APIGatewayRequestAuthorizerEvent,
): Promise<APIGatewayAuthorizerResult> => {
  const header = onlyAuthorization(event);
  const caller = await authenticate(header, {
    ...realServices(),
    readSignedToken: signedTokensOf(process.env),
  });
  if (caller === undefined) {
    measure('UnknownCallers', 1);
    log('caller unknown');
    // API Gateway turns exactly this message into 401.
    throw new Error('Unauthorized');
  }
  const { actorId, grants, spoke, purposes, person } = caller;
  return {
    principalId: actorId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Action: 'execute-api:Invoke', Effect: 'Allow', Resource: stageArn(event.methodArn) },
      ],
    },
    ...usageIdentifier(person === undefined ? spoke : customersPlan, process.env),
    context: {
      actorId,
      grants: grantsText(grants),
      ...(spoke !== undefined && { spoke }),
      ...(purposes !== undefined && { purposes: purposes.join(' ') }),
      ...(person !== undefined && { person: JSON.stringify(person) }),
    },
  };
};

export const handler = observed(authorize, correlationIdOf);

/** The whole stage: an answer is cached per token, so it must hold for every route of this API. */
const stageArn = (methodArn: string): string => {
  const [api, stage] = methodArn.split('/');
  return `${api}/${stage}/*`;
};
