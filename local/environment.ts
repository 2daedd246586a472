import type { TableNames } from '#store/tables';
import { issuerOf, userPoolId } from './user-pool.ts';
import { localWorkflowArn } from './workflows.ts';

export const tableNames: TableNames = { main: 'goldspoke', vault: 'goldspoke-vault' };
export const busName = 'goldspoke';
export const poisonQueue = 'goldspoke-poison';
export const poisonBucket = 'goldspoke-poison';
export const workBucket = 'goldspoke-work';
export const checkpointBucket = 'goldspoke-checkpoints';

/**
 * Credentials for endpoints that only want to see some, and a region. What the environment brings
 * stays: with `DYNAMODB_ENDPOINT` at AWS they must be real.
 */
export function prepareCredentials(env: NodeJS.ProcessEnv) {
  env.AWS_REGION ??= env.AWS_DEFAULT_REGION ?? 'eu-west-1';
  env.AWS_ACCESS_KEY_ID ??= 'goldspoke';
  env.AWS_SECRET_ACCESS_KEY ??= 'goldspoke';
  env.AWS_EC2_METADATA_DISABLED = 'true';
  return { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY };
}

/** docs/architecture.md, "Environment of every function"; the endpoints are the only difference to the cloud. */
export function functionEnvironment(at: {
  readonly dynamoDbUrl: string;
  readonly streamsUrl: string;
  /** KMS, the bus, the queue, the user pool and Step Functions share one. */
  readonly servicesUrl: string;
  readonly objectsUrl: string;
  readonly keyArn: string;
  readonly signingKeyArn: string;
}): Readonly<Record<string, string>> {
  return {
    TABLE_NAME: tableNames.main,
    VAULT_TABLE_NAME: tableNames.vault,
    KMS_KEY_ID: at.keyArn,
    EVENT_BUS_NAME: busName,
    POISON_QUEUE_URL: `${at.servicesUrl}/000000000000/${poisonQueue}`,
    POISON_BUCKET: poisonBucket,
    WORK_BUCKET: workBucket,
    CHECKPOINT_BUCKET: checkpointBucket,
    CHECKPOINT_KEY_ID: at.signingKeyArn,
    PROOF_KEY_ID: at.signingKeyArn,
    // Its index is never behind, and its functions share one clock.
    CHECKPOINT_LAG_SECONDS: '2',
    IMPORT_WORKFLOW_ARN: localWorkflowArn('import'),
    DEDUPE_WORKFLOW_ARN: localWorkflowArn('dedupe'),
    PRIVACY_WORKFLOW_ARN: localWorkflowArn('privacy-request'),
    CONSENT_REHEARSAL_WORKFLOW_ARN: localWorkflowArn('consent-rehearsal'),
    RETENTION_WORKFLOW_ARN: localWorkflowArn('retention'),
    LOG_LEVEL: 'INFO',
    AWS_ENDPOINT_URL_DYNAMODB: at.dynamoDbUrl,
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: at.streamsUrl,
    AWS_ENDPOINT_URL_KMS: at.servicesUrl,
    AWS_ENDPOINT_URL_EVENTBRIDGE: at.servicesUrl,
    AWS_ENDPOINT_URL_SQS: at.servicesUrl,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: at.servicesUrl,
    AWS_ENDPOINT_URL_SFN: at.servicesUrl,
    AWS_ENDPOINT_URL_S3: at.objectsUrl,
  };
}

/** What depends on the hub's own address: links into it, and who signs people in, which is the hub itself. */
export const addressEnvironment = (hubUrl: string): Readonly<Record<string, string>> => ({
  API_URL: `${hubUrl}/v1`,
  TOKEN_ISSUER: issuerOf(hubUrl),
  OAUTH_TOKEN_URL: `${hubUrl}/oauth2/token`,
  USER_POOL_ID: userPoolId,
  ALLOWED_EMAIL_DOMAINS: 'example.com',
});
