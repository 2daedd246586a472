import * as z from 'zod';
import { targetFault } from '#core/kernel/safe-target';

const arnOf = (service: string, resource: RegExp) =>
  z
    .string()
    .regex(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:${resource.source}$`), {
      error: `must be the ARN of ${service} in full, with region and account`,
    });

/**
 * A name is looked at and not resolved: EventBridge connects later, from AWS's network and not from
 * ours, where an address inside is nobody of ours.
 */
const httpsUrl = z.string().superRefine((url, context) => {
  const message = targetFault(url);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

/**
 * How the hub proves itself to the spoke's HTTPS endpoint. The secret's JSON holds `apiKey`; or
 * `username` and `password`; or `clientId` and `clientSecret`.
 */
const authorization = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('api-key'), header: z.string().regex(/^[\w-]{1,128}$/) }),
  z.strictObject({ kind: z.literal('basic') }),
  z.strictObject({ kind: z.literal('oauth'), tokenUrl: httpsUrl }),
]);

/** Where the events of one spoke go. The spoke's own queue, function, endpoint or bus. */
export const spokeTarget = z.discriminatedUnion('type', [
  /** A queue that is made for the spoke. */
  z.strictObject({ type: z.literal('queue') }),
  /** A function of this account and region. */
  z.strictObject({
    type: z.literal('function'),
    arn: arnOf('lambda', /function:[\w-]{1,64}(:[\w$-]{1,128})?/),
  }),
  /** An HTTPS endpoint anywhere. The secret is one of Secrets Manager; it is named here and never written. */
  z.strictObject({
    type: z.literal('api-destination'),
    url: httpsUrl,
    authorization,
    secretArn: arnOf('secretsmanager', /secret:[\w/+=.@-]{1,512}/),
    /** Which version of the secret; without it the current one of the day of deployment. */
    secretVersionId: z
      .string()
      .regex(/^[\w-]{32,64}$/)
      .optional(),
    /** Of EventBridge to the endpoint; 10 unless told. What comes faster waits, for 24 hours at most. */
    requestsPerSecond: z.int().min(1).max(300).optional(),
  }),
  /** A bus, of another account say. Its own policy must let this account put events. */
  z.strictObject({ type: z.literal('bus'), arn: arnOf('events', /event-bus\/[\w.-]{1,256}/) }),
]);

export type SpokeTarget = z.output<typeof spokeTarget>;

/** One spoke of a deployment's file. */
export const subscription = z.strictObject({
  /** As it is registered with `PUT /v1/spokes/{name}`; shorter, for it is part of a queue's name. */
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/)
    .max(40),
  target: spokeTarget,
  /** How long EventBridge tries to deliver one event, and how often, before its dead-letter queue. */
  retryHours: z.int().min(1).max(24).default(24),
  retryAttempts: z.int().min(0).max(185).default(185),
});

export type Subscription = z.output<typeof subscription>;
