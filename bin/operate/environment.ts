import { type Deployment, resourceNamed } from './deployment.ts';

/** What the functions of a deployment find in their environment, for work that runs on this machine. */
export const environmentOf = (deployment: Deployment, table?: string): Record<string, string> => ({
  TENANT: deployment.name,
  TABLE_NAME: table ?? resourceNamed(deployment, 'AWS::DynamoDB::Table', 'MainTable'),
  VAULT_TABLE_NAME: resourceNamed(deployment, 'AWS::DynamoDB::Table', 'VaultTable'),
  KMS_KEY_ID: resourceNamed(deployment, 'AWS::KMS::Key', 'VaultKey'),
});
