import { SecretValue } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import type { Construct } from 'constructs';
import type { SpokeTarget } from './spoke-target.ts';

export type ApiDestinationTarget = Extract<SpokeTarget, { type: 'api-destination' }>;

/**
 * An HTTPS endpoint that EventBridge posts to. CloudFormation reads the secret while it deploys, so
 * neither the template nor this process ever holds it. It reads again when the named version changes.
 * docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html
 */
export function addApiDestination(
  scope: Construct,
  spoke: string,
  target: ApiDestinationTarget,
): events.ApiDestination {
  const connection = new events.Connection(scope, 'Connection', {
    description: `How the hub proves itself to the spoke ${spoke}`,
    authorization: authorizationOf(target),
  });
  return new events.ApiDestination(scope, 'Destination', {
    description: `Where the spoke ${spoke} hears of changes`,
    connection,
    endpoint: target.url,
    httpMethod: events.HttpMethod.POST,
    rateLimitPerSecond: target.requestsPerSecond ?? 10,
  });
}

function authorizationOf(target: ApiDestinationTarget): events.Authorization {
  const { authorization, secretArn, secretVersionId: versionId } = target;
  const secret = (jsonField: string) =>
    SecretValue.secretsManager(secretArn, {
      jsonField,
      ...(versionId === undefined ? {} : { versionId }),
    });
  switch (authorization.kind) {
    case 'api-key':
      return events.Authorization.apiKey(authorization.header, secret('apiKey'));
    case 'basic':
      // Unwrapped they are still references, which CloudFormation resolves.
      return events.Authorization.basic(secret('username').unsafeUnwrap(), secret('password'));
    case 'oauth':
      return events.Authorization.oauth({
        authorizationEndpoint: authorization.tokenUrl,
        httpMethod: events.HttpMethod.POST,
        clientId: secret('clientId').unsafeUnwrap(),
        clientSecret: secret('clientSecret'),
        bodyParameters: { grant_type: events.HttpParameter.fromString('client_credentials') },
      });
  }
}
