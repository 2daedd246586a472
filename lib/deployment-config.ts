import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as z from 'zod';
import { subscription } from './events/spoke-target.ts';
import { repositoryRoot } from './repository-root.ts';

/** What CloudWatch Logs takes as a retention, in days, up to two years. */
const logRetentions = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731] as const;

const certificateArn = z.string().regex(/^arn:aws[\w-]*:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/);
const domainName = z.hostname().max(253).lowercase();
const httpsAddress = z.url({ protocol: /^https$/, hostname: z.regexes.domain }).max(500);
const accountId = z.string().regex(/^\d{12}$/);
/** What a client may ask for: a spoke's name, or `default` for every caller without a plan of its own. */
const clientPlan = z.strictObject({
  requestsPerSecond: z.number().positive().max(10_000),
  burst: z.int().min(1).max(5_000),
  requestsPerDay: z.int().min(1).optional(),
});

const isOfRegion = (region: string | undefined, arn = ''): boolean =>
  region === undefined || arn === '' || arn.split(':')[3] === region;

/** A rule's permission to call a function is made where the rule is. */
const isCallable = (arn: string, account: string | undefined, region: string | undefined) =>
  isOfRegion(region, arn) && (account === undefined || arn.split(':')[4] === account);

/**
 * One deployment, as `config/<environment>.json` describes it. Everything that is named in the
 * account begins with `name`, so deployments of different names live side by side.
 */
export const deploymentConfig = z
  .strictObject({
    /** Prefix of stacks, functions and log groups, and the name of the event bus. */
    name: z
      .string()
      .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens')
      .min(3)
      // It begins the address of the sign-in page:
      // docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html
      .regex(/^(?!.*(aws|amazon|cognito))/, 'must not contain aws, amazon or cognito')
      // Function names end with a capability, and take 64 characters at most.
      .max(32),
    /** Both or neither; without them the templates fit any account and region. */
    account: z
      .string()
      .regex(/^\d{12}$/)
      .optional(),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/)
      .optional(),
    /** False makes a throw-away deployment: no deletion protection, and the tables go with the stack. */
    protectData: z.boolean().default(true),
    logRetentionDays: z.literal([...logRetentions]).default(90),
    /** How long a published event can be replayed, in days. */
    eventArchiveDays: z.int().min(1).max(365).default(30),
    logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).default('INFO'),
    api: z
      .strictObject({
        requestsPerSecond: z.int().min(1).max(10_000).default(500),
        burst: z.int().min(1).max(5_000).default(1000),
        /** Throttle and quota of each client: the name of its spoke → its plan. */
        plans: z
          .record(z.string().regex(/^[a-z][a-z0-9-]*$/), clientPlan)
          .default({ default: { requestsPerSecond: 100, burst: 200 } })
          .refine((plans) => 'default' in plans, 'must have the plan `default`'),
        /** AWS WAF before the API: managed rules, and a limit for each address. */
        webAcl: z.boolean().default(true),
        /** Requests of one address in five minutes before AWS WAF blocks it. */
        requestsPerAddress: z.int().min(10).max(2_000_000).default(30_000),
        /** Requests of one `Authorization` header in five minutes; lib/api/web-acl.ts says how many unless told. */
        requestsPerCaller: z.int().min(10).max(2_000_000).optional(),
        /** An own name in place of API Gateway's; the certificate is one of ACM in the API's region. */
        domain: z.strictObject({ name: domainName, certificateArn }).optional(),
        /** API Gateway has one logging role per account and region: make it, or rely on one that is set. */
        gatewayLogsRole: z.enum(['create', 'existing']).default('create'),
      })
      .prefault({})
      .refine(
        ({ webAcl, requestsPerAddress, plans }) =>
          !webAcl ||
          Object.values(plans).every((plan) => requestsPerAddress >= 300 * plan.requestsPerSecond),
        {
          message: 'must let through what a plan allows in five minutes (300 × requestsPerSecond)',
          path: ['requestsPerAddress'],
        },
      )
      .refine(
        ({ requestsPerCaller = Number.POSITIVE_INFINITY, plans: { default: _, ...own } }) =>
          Object.values(own).every((plan) => requestsPerCaller >= 300 * plan.requestsPerSecond),
        {
          message: 'must let through what a spoke’s plan allows in five minutes',
          path: ['requestsPerCaller'],
        },
      ),
    /** Most executions at once of each function whose work nobody waits for; unbounded when left out. */
    backgroundConcurrency: z.int().min(1).max(1_000).optional(),
    /**
     * A main table that was restored beside the first one and is used in its place
     * (docs/runbooks/restore.md). The first one stays, unused.
     */
    restoredTable: z
      .strictObject({
        name: z.string().regex(/^[\w.-]{3,255}$/),
        streamArn: z.string().regex(/^arn:aws[\w-]*:dynamodb:[\w-]+:\d{12}:table\/.+\/stream\/.+$/),
      })
      // Else functions would write into one table while the stream's readers follow another.
      .refine(({ name, streamArn }) => streamArn.includes(`:table/${name}/stream/`), {
        message: 'must be the stream of the table `name`',
        path: ['streamArn'],
      })
      .optional(),
    /** How long a record that could not be published waits for a person, in days. */
    poisonDays: z.int().min(1).max(365).default(30),
    /** Checkpoints over the audit: docs/audit.md. */
    audit: z
      .strictObject({
        /** How often one is made. */
        checkpointMinutes: z.int().min(5).max(1_440).default(60),
        /** How long nobody can delete one, in days; it can be prolonged later and never shortened. */
        retentionDays: z.int().min(1).max(36_500).default(365),
      })
      .prefault({}),
    /** What becomes of data that nothing keeps any more: docs/retention.md. */
    retention: z
      .strictObject({
        /** The daily run erases; else it only tells whom and what it would. */
        erases: z.boolean().default(false),
      })
      .prefault({}),
    /** How long uploads and rejected lines of imports are kept, in days. */
    workDays: z.int().min(1).max(7).default(3),
    /** Where people sign in. */
    identity: z
      .strictObject({
        /** Only addresses in these domains become users. */
        allowedEmailDomains: z.array(domainName).default([]),
        /** Cognito blocks known passwords and risky sign-ins; the Plus plan charges for it by user. */
        threatProtection: z.boolean().default(true),
        /** Where the business's customers have accounts: with those they open their own door, docs/me.md. */
        customerAccounts: z
          .strictObject({
            /** As `iss` of its ID tokens has it. */
            issuer: httpsAddress,
            /** The client id of the pages on which customers sign in: `aud`. */
            audience: z.string().min(1).max(255),
            /** The spoke whose source ids are the subjects, `sub`. */
            spoke: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
            /** Where its keys are; `issuer/.well-known/jwks.json` unless told. */
            jwksUri: httpsAddress.optional(),
          })
          .transform(({ issuer, jwksUri, ...rest }) => ({
            ...rest,
            issuer,
            jwksUri: jwksUri ?? `${issuer.replace(/\/$/, '')}/.well-known/jwks.json`,
          }))
          .optional(),
      })
      .prefault({}),
    /** The web pages: the console, and until then the API reference. */
    console: z
      .strictObject({
        /** An own name in place of CloudFront's; the certificate is one of ACM in us-east-1. */
        domain: z.strictObject({ name: domainName, certificateArn }).optional(),
      })
      .prefault({}),
    /** Where spokes hear of changes: for each one a rule on the bus, and its target. */
    spokes: z
      .array(subscription)
      .default([])
      .refine(
        (spokes) => new Set(spokes.map(({ name }) => name)).size === spokes.length,
        'must name each spoke once',
      ),
    /** Other AWS accounts whose spokes may put rules on the bus. */
    spokeAccounts: z.array(accountId).default([]),
    /** Who hears an alarm. */
    alarms: z
      .strictObject({
        emails: z.array(z.email()).default([]),
        /** Of an incident system, say. */
        topicArns: z
          .array(z.string().regex(/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+$/))
          .default([]),
      })
      .prefault({}),
    /** A spoke for which the sample subscriber is deployed, to see events arrive. */
    sampleSubscriberFor: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/)
      .max(40)
      .optional(),
    tags: z
      .record(
        z
          .string()
          .min(1)
          .max(128)
          .regex(/^(?!aws:)/i, 'must not begin with aws:'),
        z.string().max(256),
      )
      .default({}),
  })
  .refine(({ account, region }) => (account === undefined) === (region === undefined), {
    message: 'account and region are given together or not at all',
    path: ['region'],
  })
  .refine(({ region, api }) => isOfRegion(region, api.domain?.certificateArn), {
    message: 'must be a certificate of the API’s region',
    path: ['api', 'domain', 'certificateArn'],
  })
  .superRefine(({ account, region, spokes }, context) => {
    for (const [at, { target }] of spokes.entries())
      if (target.type === 'function' && !isCallable(target.arn, account, region))
        context.addIssue({
          code: 'custom',
          // Another region is reached by a bus there: docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html
          message: 'must be a function of the deployment’s account and region',
          path: ['spokes', at, 'target', 'arn'],
        });
  })
  .refine(
    ({ spokes, sampleSubscriberFor }) => spokes.every(({ name }) => name !== sampleSubscriberFor),
    {
      message: 'the sample subscriber and `spokes` cannot both hold the rule of one spoke',
      path: ['sampleSubscriberFor'],
    },
  );

export type DeploymentConfig = z.output<typeof deploymentConfig>;

/** Reads one deployment's file, relative to the repository; throws with every rule that it breaks. */
export function readDeploymentConfig(file: unknown = 'config/production.json'): DeploymentConfig {
  const path = resolve(repositoryRoot, z.string().parse(file));
  const parsed = deploymentConfig.safeParse(readJson(path));
  if (!parsed.success) throw new Error(`${path}\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function readJson(path: string): unknown {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path}\n${error instanceof Error ? error.message : 'is not JSON'}`);
  }
}
