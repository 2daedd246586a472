import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsDefaults } from './aws-defaults.ts';
import { endpointOf, requiredSetting } from './required-setting.ts';

export interface QueueEnvironment {
  readonly POISON_QUEUE_URL?: string | undefined;
  readonly AWS_ENDPOINT_URL_SQS?: string | undefined;
}

/** The queue that tells operators what could not be published. */
export function makeQueue(env: QueueEnvironment) {
  const client = new SQSClient({ ...awsDefaults, ...endpointOf(env.AWS_ENDPOINT_URL_SQS) });
  const QueueUrl = requiredSetting(env, 'POISON_QUEUE_URL');
  return {
    /** Ids and codes only; becomes the message's JSON. */
    async sendPoison(notice: object): Promise<void> {
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(notice) }));
    },
  };
}
