import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Endpoint, serveAwsJson } from '#local/aws-json-server';
import { makeDirectory } from '#store/directory';

const asked: Record<string, Record<string, unknown>> = {};
const note = (name: string, answer: object) => (input: Record<string, unknown>) => {
  asked[name] = input;
  return answer;
};
let endpoint: Endpoint;
beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID ??= 'test';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
  process.env.AWS_REGION ??= 'eu-west-1';
  const service = 'AWSCognitoIdentityProviderService';
  endpoint = await serveAwsJson({
    [`${service}.CreateUserPoolClient`]: note('client', {
      UserPoolClient: { ClientId: 'abc', ClientSecret: 'def' },
    }),
    [`${service}.AdminCreateUser`]: note('person', {
      User: { Attributes: [{ Name: 'sub', Value: 'the-id' }] },
    }),
  });
});
afterAll(() => endpoint.close());

const directory = () =>
  makeDirectory(
    { USER_POOL_ID: 'eu-west-1_pool', AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: endpoint.url },
    'goldspoke/api',
  );

describe('what is asked of the user pool', () => {
  it('is a client that gets tokens for this API alone, for a quarter of an hour, and signs in nobody', async () => {
    expect(await directory().addClient('tok_1')).toEqual({ clientId: 'abc', clientSecret: 'def' });
    expect(asked.client).toMatchObject({
      UserPoolId: 'eu-west-1_pool',
      ClientName: 'tok_1',
      GenerateSecret: true,
      ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
      AllowedOAuthFlows: ['client_credentials'],
      AllowedOAuthScopes: ['goldspoke/api'],
      AccessTokenValidity: 15,
      TokenValidityUnits: { AccessToken: 'minutes' },
    });
  });

  it('is a person by a verified address, who gets a letter', async () => {
    expect(await directory().addPerson('ada@example.com')).toBe('the-id');
    expect(asked.person).toEqual({
      UserPoolId: 'eu-west-1_pool',
      Username: 'ada@example.com',
      UserAttributes: [
        { Name: 'email', Value: 'ada@example.com' },
        { Name: 'email_verified', Value: 'true' },
      ],
      DesiredDeliveryMediums: ['EMAIL'],
    });
  });
});
