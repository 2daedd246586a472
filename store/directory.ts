import type {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { awsDefaults } from './aws-defaults.ts';
import { endpointOf, requiredSetting } from './required-setting.ts';

/** What the hub asks of the user pool: who there is, and nothing of what he may do. */
export interface Directory {
  /** Invites a person, or finds who has the address already; answers the id that the pool gave. */
  addPerson(email: string): Promise<string>;
  /** Ends the person's sessions and lets nobody in any more. */
  closePerson(id: string): Promise<void>;
  openPerson(id: string): Promise<void>;
  /** A client that gets tokens for itself (OAuth 2.0 client credentials). */
  addClient(name: string): Promise<{ readonly clientId: string; readonly clientSecret: string }>;
  /** One that is gone already is gone. */
  removeClient(clientId: string): Promise<void>;
}

interface DirectoryEnvironment {
  readonly USER_POOL_ID?: string | undefined;
  readonly AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER?: string | undefined;
}

/** As long as people's. */
const accessTokenMinutes = 15;

/** The user pool that the environment names. The SDK is loaded with the first call: few are made. */
export function makeDirectory(env: DirectoryEnvironment, scope: string): Directory {
  let loaded: Promise<Loaded> | undefined;
  const load = () => {
    loaded ??= loadSdk(env);
    return loaded;
  };
  return {
    async addPerson(email) {
      const { sdk, client, UserPoolId } = await load();
      try {
        const { User } = await client.send(
          new sdk.AdminCreateUserCommand({
            UserPoolId,
            Username: email,
            UserAttributes: [
              { Name: 'email', Value: email },
              { Name: 'email_verified', Value: 'true' },
            ],
            DesiredDeliveryMediums: ['EMAIL'],
          }),
        );
        return idIn(User?.Attributes);
      } catch (error) {
        if (!(error instanceof sdk.UsernameExistsException)) throw error;
        const known = await client.send(
          new sdk.AdminGetUserCommand({ UserPoolId, Username: email }),
        );
        return idIn(known.UserAttributes);
      }
    },
    async closePerson(Username) {
      const { sdk, client, UserPoolId } = await load();
      await client.send(new sdk.AdminDisableUserCommand({ UserPoolId, Username }));
      await client.send(new sdk.AdminUserGlobalSignOutCommand({ UserPoolId, Username }));
    },
    async openPerson(Username) {
      const { sdk, client, UserPoolId } = await load();
      await client.send(new sdk.AdminEnableUserCommand({ UserPoolId, Username }));
    },
    async addClient(name) {
      const { sdk, client, UserPoolId } = await load();
      const answer = await client.send(
        new sdk.CreateUserPoolClientCommand(clientInput(UserPoolId, name, scope)),
      );
      const { ClientId, ClientSecret } = answer.UserPoolClient ?? {};
      if (ClientId === undefined || ClientSecret === undefined)
        throw new Error('the user pool made a client without a secret');
      return { clientId: ClientId, clientSecret: ClientSecret };
    },
    async removeClient(ClientId) {
      const { sdk, client, UserPoolId } = await load();
      try {
        await client.send(new sdk.DeleteUserPoolClientCommand({ UserPoolId, ClientId }));
      } catch (error) {
        if (!(error instanceof sdk.ResourceNotFoundException)) throw error;
      }
    },
  };
}

type Sdk = typeof import('@aws-sdk/client-cognito-identity-provider');
interface Loaded {
  readonly sdk: Sdk;
  readonly client: CognitoIdentityProviderClient;
  readonly UserPoolId: string;
}

async function loadSdk(env: DirectoryEnvironment): Promise<Loaded> {
  const UserPoolId = requiredSetting(env, 'USER_POOL_ID');
  const sdk = await import('@aws-sdk/client-cognito-identity-provider');
  const client = new sdk.CognitoIdentityProviderClient({
    ...awsDefaults,
    ...endpointOf(env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER),
  });
  return { sdk, client, UserPoolId };
}

/** It signs in nobody: without the list of flows Cognito would add that of passwords. */
const clientInput = (
  UserPoolId: string,
  ClientName: string,
  scope: string,
): CreateUserPoolClientCommandInput => ({
  UserPoolId,
  ClientName,
  GenerateSecret: true,
  ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ['client_credentials'],
  AllowedOAuthScopes: [scope],
  AccessTokenValidity: accessTokenMinutes,
  TokenValidityUnits: { AccessToken: 'minutes' },
  EnableTokenRevocation: true,
  PreventUserExistenceErrors: 'ENABLED',
});

function idIn(
  attributes: readonly {
    readonly Name?: string | undefined;
    readonly Value?: string | undefined;
  }[] = [],
): string {
  const id = attributes.find(({ Name }) => Name === 'sub')?.Value;
  if (id === undefined) throw new Error('the user pool named a person without an id');
  return id;
}
