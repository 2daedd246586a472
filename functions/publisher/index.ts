import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { observed } from '#functions/shared/observed';
import { publish } from './publish.ts';
import { makePublisherServices, type PublisherServicesOf } from './real-services.ts';

/**
 * Behind the main table's stream: tells the spokes what was committed. Answers which records must
 * come again; Lambda starts again at the lowest of them.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export const publisherOf =
  (servicesOf: PublisherServicesOf) =>
  async (event: DynamoDBStreamEvent, context?: Context): Promise<DynamoDBBatchResponse> => {
    const again = await publish(event.Records, servicesOf(context));
    return {
      // An empty identifier makes Lambda take the whole batch as failed, which is what is meant then.
      batchItemFailures: again.map((position) => ({
        itemIdentifier: event.Records[position]?.dynamodb?.SequenceNumber ?? '',
      })),
    };
  };

let made: PublisherServicesOf | undefined;

export const handler = observed(
  publisherOf((context) => {
    made ??= makePublisherServices(process.env);
    return made(context);
  }),
);
