import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { ulid } from 'ulid';
import { type Grant, grantsText, rootUnit } from '#core/access/grant';
import type { BuiltInRole } from '#core/access/roles';
import { routesWith as accessWith } from '#functions/access/index';
import { routes as accountability } from '#functions/accountability/index';
import { routes as audit } from '#functions/audit/index';
import { routes as choices } from '#functions/choices/index';
import { routes as consentRehearsals } from '#functions/consent-rehearsals/index';
import { routes as consents } from '#functions/consents/index';
import { convergeOf } from '#functions/converge/index';
import { routes as customers } from '#functions/customers/index';
import { routes as decisions } from '#functions/decisions/index';
import { routes as dedupe } from '#functions/dedupe/index';
import { routes as drp } from '#functions/drp/index';
import { routes as governance } from '#functions/governance/index';
import { routes as imports } from '#functions/imports/index';
import { routes as letters } from '#functions/letters/index';
import { contracts } from '#functions/manifest';
import { routesWith as meWith } from '#functions/me/index';
import type { SignIn } from '#functions/me/open-session';
import { routes as meta } from '#functions/meta/index';
import { routes as privacyPackages } from '#functions/privacy-packages/index';
import { routes as privacyRequests } from '#functions/privacy-requests/index';
import { routes as proofKeys } from '#functions/proof-keys/index';
import { routes as receipts } from '#functions/receipts/index';
import { routes as records } from '#functions/records/index';
import { routes as restrictions } from '#functions/restrictions/index';
import type { Contract } from '#functions/shared/contract';
import type { Services } from '#functions/shared/handle';
import { lambdaOf } from '#functions/shared/lambda';

import type { Person } from '#functions/shared/person';
import { problemCode } from '#functions/shared/problem';
import { routes as spokeConsents } from '#functions/spoke-consents/index';
import { routes as stewardship } from '#functions/stewardship/index';
import { startStream } from '#local/stream';
import { type EmbeddedStore, embeddedStore } from '#test/support/embedded-table';
import { type MemoryDirectory, memoryDirectory } from '#test/support/memory-directory';

const bound = {
  records,
  customers,
  stewardship,
  imports,
  dedupe,
  governance,
  decisions,
  choices,
  consents,
  'spoke-consents': spokeConsents,
  'consent-rehearsals': consentRehearsals,
  receipts,
  'proof-keys': proofKeys,
  restrictions,
  letters,
  accountability,
  audit,
  'privacy-requests': privacyRequests,
  'privacy-packages': privacyPackages,
  drp,
  meta,
};
export type RouteName = {
  [C in keyof typeof contracts]: keyof (typeof contracts)[C];
}[keyof typeof contracts];

/** Refusals of the wrapper, and outages: no contract names them. */
const anywhere = new Set<string>([
  'internal',
  'overloaded',
  'restore.replaying',
  'request.invalid',
  'request.malformed',
  'request.too-large',
  'request.unsupported-media-type',
  'auth.unauthenticated',
  'auth.forbidden',
  'access.glass-not-broken',
  'idempotency.in-progress',
  'idempotency.mismatch',
]);

export interface TestCall {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  /** A value is sent as JSON, text and bytes as they are. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Administrator unless told; `null`: nobody. */
  readonly role?: BuiltInRole | null;
  /** In place of `role` everywhere. */
  readonly grants?: readonly Grant[];
  readonly actorId?: string;
  readonly spoke?: string;
  readonly purposes?: readonly string[];
  /** A customer's own session, in place of `role`. */
  readonly person?: Omit<Person, 'sessionHash'>;
}
export interface TestAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by path
  readonly body: any;
}

/** The real handlers over the embedded table; the stream is read when a test asks for it. */
export interface TestHub {
  readonly services: Services;
  readonly store: EmbeddedStore;
  /** The user pool. */
  readonly directory: MemoryDirectory;
  readonly call: (route: RouteName, call?: TestCall) => Promise<TestAnswer>;
  /** Registers a spoke. */
  readonly spoke: (name: string, trust?: number, more?: object) => Promise<void>;
  /** PUTs a person; `updatedAt` is the first of the given year. */
  readonly put: (
    spoke: string,
    sourceId: string,
    attributes: object,
    year?: number,
  ) => Promise<TestAnswer>;
  /** Lets the stream's converge function see everything written so far. */
  readonly settle: () => Promise<void>;
  /** Messages and facts that were logged. */
  readonly logged: string[];
  readonly stop: () => Promise<void>;
}

export async function startHub({
  clock = () => new Date().toISOString(),
  signIn,
}: {
  readonly clock?: () => string;
  /** Accounts of customers; none unless told. */
  readonly signIn?: SignIn;
} = {}): Promise<TestHub> {
  process.env.GOLDSPOKE_CHECK_ANSWERS = '1';
  const store = await embeddedStore({ clock });
  const logged: string[] = [];
  const services: Services = {
    ...store,
    clock,
    newId: (prefix) => `${prefix}_${ulid().toLowerCase()}`,
    measure: () => undefined,
    log: (message, facts) => logged.push(`${message} ${JSON.stringify(facts ?? {})}`),
  };
  const directory = memoryDirectory();
  const access = accessWith(() => ({
    directory,
    allowedEmailDomains: ['example.com'],
    tokenUrl: undefined,
  }));
  const handlers = Object.fromEntries(
    Object.entries({ ...bound, access, me: meWith(() => signIn) }).map(([name, routes]) => [
      name,
      lambdaOf(routes, () => services),
    ]),
  );
  const call = async (route: RouteName, request: TestCall = {}): Promise<TestAnswer> => {
    const [capability, contract] = find(route);
    const answer = (await handlers[capability]?.(
      eventOf(contract, request),
      {} as Context,
    )) as APIGatewayProxyResult;
    const code = problemCode(answer.body);
    if (code !== undefined && !anywhere.has(code) && !contract.refusals.includes(code))
      throw new Error(`${route} refuses with ${code}, which its contract does not name`);
    return {
      status: answer.statusCode,
      headers: answer.headers as Record<string, string>,
      body: answer.body === '' ? undefined : isPage(answer) ? answer.body : JSON.parse(answer.body),
    };
  };

  let checkpoint: { sequenceNumber?: string } | undefined;
  const client = new DynamoDBStreamsClient({
    endpoint: store.endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const settle = async () => {
    const failures: unknown[] = [];
    const stream = await startStream({
      client,
      tableName: store.names.main,
      consumers: [{ name: 'converge', handler: convergeOf(() => services) }],
      readCheckpoint: () => checkpoint as never,
      writeCheckpoint: (_, next) => {
        checkpoint = next as never;
      },
      onFailure: (_, error) => failures.push(error),
      idleMs: 5,
    });
    const isDrained = await stream.drained(20_000);
    await stream.stop();
    if (!isDrained) throw new Error(`the stream did not drain: ${failures.map(String).join('; ')}`);
  };

  return {
    services,
    store,
    directory,
    call,
    logged,
    settle,
    spoke: async (name, trust = 50, more = {}) => {
      const { status, body } = await call('putSpoke', {
        params: { spoke: name },
        body: { style: 'consolidation', trust, ...more },
      });
      if (status > 201) throw new Error(JSON.stringify(body));
    },
    put: (spoke, sourceId, attributes, year = 2025) =>
      call('putRecord', {
        params: { spoke, sourceId },
        body: { schema: 'person', attributes, updatedAt: `${year}-01-01T00:00:00Z` },
      }),
    stop: async () => {
      client.destroy();
      await store.stop();
    },
  };
}

const isPage = ({ headers }: APIGatewayProxyResult): boolean =>
  String(headers?.['content-type']).startsWith('text/');

function find(route: RouteName): readonly [string, Contract] {
  for (const [capability, each] of Object.entries(contracts)) {
    const contract = (each as Record<string, Contract>)[route];
    if (contract !== undefined) return [capability, contract];
  }
  throw new Error(`no route ${route}`);
}

export function eventOf(contract: Contract, call: TestCall): APIGatewayProxyEvent {
  const { params = {}, query, body, headers = {}, role = 'administrator', spoke, purposes } = call;
  const { person } = call;
  const grants = call.grants ?? (role === null ? [] : [{ role, orgUnit: rootUnit }]);
  const isBase64Encoded = Buffer.isBuffer(body);
  const text = isBase64Encoded
    ? body.toString('base64')
    : body === undefined || typeof body === 'string'
      ? body
      : JSON.stringify(body);
  return {
    httpMethod: contract.method,
    resource: `/v1${contract.path}`,
    path: `/v1${contract.path}`,
    pathParameters: Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, encodeURIComponent(value)]),
    ),
    queryStringParameters: query ?? null,
    headers: { ...(text !== undefined && { 'content-type': 'application/json' }), ...headers },
    body: text ?? null,
    isBase64Encoded,
    requestContext: {
      requestId: `test-${ulid()}`,
      authorizer:
        person !== undefined
          ? {
              actorId: `person:${person.customerId}`,
              grants: '',
              person: JSON.stringify({ sessionHash: '0'.repeat(64), ...person }),
            }
          : role === null
            ? null
            : {
                actorId: call.actorId ?? `tok_${role}`,
                grants: grantsText(grants),
                ...(spoke && { spoke }),
                ...(purposes && { purposes: purposes.join(' ') }),
              },
    },
  } as unknown as APIGatewayProxyEvent;
}
