import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { readGrants } from '#core/access/grant';
import { breakGlassRole } from '#core/access/roles';
import { canonical } from '#core/kernel/canonical';
import { Refusal } from '#core/kernel/refusal';
import type { Json, JsonObject } from '#core/kernel/types';
import { actingFor } from '#store/acting-for';
import { CommitConflict } from '#store/commit-conflict';
import { isOverload } from '#store/overload';
import { type Access, accessOf, mayAnywhere, noAccess } from './access.ts';
import { auditRefusal } from './audit-refusal.ts';
import { throughBrokenGlass } from './broken-glass.ts';
import { type Contract, heedsRepeats } from './contract.ts';
import { correlationIdOf, headerOf } from './correlation-id.ts';
import { fitPage } from './fit-page.ts';
import { formBodyOf, otherType } from './form-body.ts';
import { Answer, type Call, type Caller, type Handle, type Services } from './handle.ts';
import { honourSignal } from './honour-signal.ts';
import { type Looking, throughNamedLens } from './lens-of.ts';
import { logFailure } from './log.ts';
import { measure } from './measure.ts';
import { refusalKindOf } from './metrics.ts';
import { observed } from './observed.ts';
import { onBehalfOfIn } from './on-behalf-of.ts';
import { parseBody, parsePart } from './parse.ts';
import { readPathParameters } from './path-parameters.ts';
import type { Person } from './person.ts';
import { outage, problemOf } from './problem.ts';
import { securityHeaders } from './security-headers.ts';
import { leaveTraceOfRead } from './trace-of-read.ts';

/** A contract and the handler that keeps it. */
export interface Route {
  readonly contract: Contract;
  // Handlers are contravariant in their contract; `route` below is the only place that widens them.
  readonly handle: Handle<Contract>;
}

export const route = <C extends Contract>(contract: C, handle: Handle<C>): Route => ({
  contract,
  handle: handle as unknown as Handle<Contract>,
});

const defaultMaxBodyBytes = 256 * 1024;
const jsonTypes = /^application\/(merge-patch\+)?json\s*(;|$)/i;
const textTypes = /^text\/plain\s*(;|$)/i;

/**
 * Binds a capability's routes into its Lambda handler. Once for all routes: find the contract,
 * check the permission, parse, honour Idempotency-Key, turn a `Refusal` into its problem and
 * everything else into a 500 without details.
 */
export function lambdaOf(routes: readonly Route[], servicesOf: () => Services) {
  const byRoute = new Map(
    routes.map((each) => [`${each.contract.method} ${each.contract.path}`, each]),
  );
  const handle = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const found = byRoute.get(`${event.httpMethod} ${event.resource.replace(/^\/v1(?=\/)/, '')}`);
    if (found === undefined) throw new Refusal('route.not-found');
    const services = servicesOf();
    const onBehalfOf = isForStaff(found.contract) ? onBehalfOfIn(event) : undefined;
    return actingFor(onBehalfOf, async () => {
      try {
        return await answerOf(found, event, services);
      } catch (error) {
        await auditRefusal(error, found.contract, event, services);
        throw error;
      }
    });
  };
  return observed(handle, correlationIdOf, {
    after: ({ response }) => addCommonHeaders(response),
    onError: (request) => {
      request.response = problemFor(request.error, request.event);
      addCommonHeaders(request.response);
    },
  });
}

function problemFor(error: unknown, event: APIGatewayProxyEvent): APIGatewayProxyResult {
  const correlationId = correlationIdOf(event);
  const facts = { correlationId, resource: event.resource };
  const refusal = refusalIn(error);
  if (refusal === undefined) {
    logFailure('request failed', error, facts);
    return outage(correlationId);
  }
  measure('Refusals', 1, refusalKindOf(refusal.code));
  if (refusal.code === 'overloaded') logFailure('overloaded', error, facts);
  return problemOf(refusal, correlationId);
}

const addCommonHeaders = (response: APIGatewayProxyResult | null | undefined): void => {
  if (response) response.headers = { ...securityHeaders, ...response.headers };
};

/** A conflict or an overload that outlasted its retries is a refusal and no outage. */
function refusalIn(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof CommitConflict)
    return new Refusal('conflict.busy', [], { 'retry-after': '1' });
  // The SDK has waited and tried again for seconds; sooner than this would only add to the load.
  if (isOverload(error)) return new Refusal('overloaded', [], { 'retry-after': '5' });
  return undefined;
}

async function answerOf(
  { contract, handle }: Route,
  event: APIGatewayProxyEvent,
  services: Services,
): Promise<APIGatewayProxyResult> {
  const correlationId = correlationIdOf(event);
  const known = callerOf(event, contract);
  const isStaff = isForStaff(contract);
  const caller = isStaff ? await throughBrokenGlass(known, event, correlationId, services) : known;
  await requireAnywhere(caller, contract, services);
  if (contract.permission === 'me')
    await honourSignal({ caller, actorId: caller.actorId, correlationId }, event, services);
  const access = isStaff ? await accessOf(caller, services) : noAccess;
  const asked = await callOf(contract, event, { caller, access }, correlationId);
  // A contract has a query of its own; the names of a lens and of a moment mean the same in all.
  const seen = await throughNamedLens(asked as Looking, services);
  const call = { ...asked, access: seen };
  const answer = async (to: Call<Contract>) =>
    resultOf(contract, await handle(to, services), correlationId);
  const query = call.query as { readonly limit?: number } | undefined;
  const run = async () => {
    const given = query?.limit;
    const result =
      given === undefined
        ? await answer(call)
        : await fitPage(given, (limit) =>
            answer({ ...call, query: { ...query, limit } } as Call<Contract>),
          );
    await leaveTraceOfRead(call, result, services);
    return result;
  };
  const key = headerOf(event, 'idempotency-key');
  if (!heedsRepeats(contract) || key === undefined) return run();
  return once(services, { contract, call, key }, run);
}

async function callOf(
  contract: Contract,
  event: APIGatewayProxyEvent,
  { caller, access }: Pick<Call<Contract>, 'caller' | 'access'>,
  correlationId: string,
): Promise<Call<Contract>> {
  const params = contract.params && parsePart(contract.params, pathParametersOf(event), 'path');
  requirePlace(contract, spokeIn(params), access);
  const query =
    contract.query && parsePart(contract.query, event.queryStringParameters ?? {}, 'query');
  const body = contract.body && parsePart(contract.body, await bodyOf(contract, event), 'body');
  const ifRevision = ifRevisionOf(contract, event);
  return {
    params,
    query,
    body,
    headers: headersOf(contract, event),
    caller,
    access,
    actorId: caller.actorId,
    correlationId,
    ifRevision,
  } as Call<Contract>;
}

/** What the route alone tells of where its permission must be held; the rest is the handler's. */
function requirePlace(
  { permission, everywhere, mayBeNew }: Contract,
  spoke: string | undefined,
  access: Access,
): void {
  if (permission === null || permission === 'me') return;
  if (everywhere) access.require(permission, access.unit());
  if (spoke !== undefined && !mayBeNew) access.require(permission, access.spoke(spoke));
}

const spokeIn = (params: unknown): string | undefined =>
  (params as { spoke?: string } | undefined)?.spoke;

function pathParametersOf(event: APIGatewayProxyEvent): Readonly<Record<string, string>> {
  try {
    return readPathParameters(event);
  } catch {
    throw new Refusal('request.invalid', [
      { pointer: '', rule: 'encoding', message: 'is not percent-encoded UTF-8', in: 'path' },
    ]);
  }
}

const headersOf = ({ headers = [] }: Contract, event: APIGatewayProxyEvent) =>
  Object.fromEntries(
    headers.flatMap((name) => {
      const value = headerOf(event, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );

async function bodyOf(contract: Contract, event: APIGatewayProxyEvent): Promise<Json> {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength > (contract.maxBodyBytes ?? defaultMaxBodyBytes))
    throw new Refusal('request.too-large');
  const type = headerOf(event, 'content-type');
  if (contract.form) return formBodyOf(bytes, type);
  const text = event.isBase64Encoded ? textOf(bytes) : (event.body ?? '');
  if (type !== undefined && !(contract.text ? textTypes : jsonTypes).test(type))
    throw otherType(contract.text ? 'text/plain' : 'application/json');
  return contract.text ? text : parseBody(text);
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refusal('request.malformed');
  }
}

function ifRevisionOf(contract: Contract, event: APIGatewayProxyEvent): number | undefined {
  const text = headerOf(event, 'if-match');
  if (text === undefined) {
    if (contract.ifMatch === 'required') throw new Refusal('precondition.required');
    return undefined;
  }
  const revision = /^(?:W\/)?"(\d{1,15})"$/.exec(text.trim())?.[1];
  if (revision === undefined) {
    if (text.trim() === '*') return undefined;
    throw new Refusal('precondition.failed');
  }
  return Number(revision);
}

/** Whether grants decide who may call: not who is anybody, nor a customer at his own door. */
const isForStaff = ({ permission }: Contract): boolean =>
  permission !== null && permission !== 'me';

async function requireAnywhere(
  caller: Caller,
  { permission }: Contract,
  services: Services,
): Promise<void> {
  if (permission === null) return;
  const may =
    permission === 'me'
      ? caller.person !== undefined
      : await mayAnywhere(caller, permission, services);
  if (!may) throw new Refusal('auth.forbidden');
}

function callerOf(event: APIGatewayProxyEvent, contract: Contract): Caller {
  const context = event.requestContext.authorizer as
    | { actorId?: string; grants?: string; spoke?: string; purposes?: string; person?: string }
    | null
    | undefined;
  if (contract.permission === null) return { actorId: context?.actorId ?? 'anonymous', grants: [] };
  if (!context?.actorId)
    throw new Refusal('auth.unauthenticated', [], { 'www-authenticate': 'Bearer' });
  const { actorId, grants = '', spoke, purposes, person } = context;
  return {
    actorId,
    grants: readGrants(grants),
    ...(spoke ? { spoke } : {}),
    ...(purposes ? { purposes: purposes.split(' ') } : {}),
    // The authorizer wrote it, from the session.
    ...(person ? { person: JSON.parse(person) as Person } : {}),
  };
}

function resultOf(
  contract: Contract,
  answer: unknown,
  correlationId: string,
): APIGatewayProxyResult {
  const { body, status, headers } = answer instanceof Answer ? answer : new Answer(answer);
  // Tests check what goes out; nobody else pays for it on every request.
  const checked =
    process.env.GOLDSPOKE_CHECK_ANSWERS === '1' ? contract.response.parse(body) : body;
  return {
    statusCode: status ?? contract.status ?? 200,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-correlation-id': correlationId,
      ...headers,
    },
    body: contract.status === 204 ? '' : sentText(checked, headers),
  };
}

/** A text of another media type goes out as it is. */
const sentText = (body: unknown, { 'content-type': type }: Readonly<Record<string, string>>) =>
  type !== undefined && typeof body === 'string' ? body : JSON.stringify(body);

/** How the answer is looked at: one that was seen through a glass or a lens is none for whoever looks without. */
function lookOf({ caller, query }: Call<Contract>): JsonObject {
  const asked = Object.entries(query ?? {}).filter(([, each]) => each !== undefined);
  const isUnderGlass = caller.grants.some(({ role }) => role === breakGlassRole.name);
  return {
    ...(asked.length > 0 && { query: Object.fromEntries(asked) as JsonObject }),
    ...(isUnderGlass && { isUnderGlass }),
  };
}

/** Runs a POST once per caller, route and key; a repeat gets the first answer, for 24 h. */
async function once(
  { idempotency, clock }: Services,
  { contract, call, key }: { contract: Contract; call: Call<Contract>; key: string },
  run: () => Promise<APIGatewayProxyResult>,
): Promise<APIGatewayProxyResult> {
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    throw new Refusal('request.invalid', [
      {
        pointer: '/idempotency-key',
        rule: 'format',
        message: 'must be 1 to 255 visible ASCII characters',
        in: 'header',
      },
    ]);
  const scope = `${call.actorId} ${contract.method} ${contract.path}`;
  const requestHash = createHash('sha256')
    .update(
      canonical({
        params: call.params ?? null,
        body: call.body ?? null,
        ...lookOf(call),
      } as JsonObject),
    )
    .digest('hex');
  const begun = await idempotency.begin(
    scope,
    key,
    requestHash,
    Math.floor(Date.parse(clock()) / 1000),
  );
  switch (begun.state) {
    case 'done':
      // What `finish` stored below, under this very request's hash.
      return begun.answer as unknown as APIGatewayProxyResult;
    case 'in-progress':
      throw new Refusal('idempotency.in-progress');
    case 'mismatch':
      throw new Refusal('idempotency.mismatch');
    case 'new':
  }
  const answer = await run().catch(async (error: unknown) => {
    await idempotency.release(scope, key);
    throw error;
  });
  try {
    const kept = withoutValues(call, withoutSecrets(contract, answer));
    // An answer is plain JSON; its type in @types/aws-lambda only lacks an index signature.
    await idempotency.finish(scope, key, kept as unknown as JsonObject);
  } catch (error) {
    // What was asked for is done: the key stays reserved, and the caller gets the answer.
    logFailure('answer not kept', error, { correlationId: call.correlationId });
  }
  return answer;
}

function withoutSecrets(contract: Contract, answer: APIGatewayProxyResult): APIGatewayProxyResult {
  if (contract.secrets === undefined) return answer;
  const body = Object.entries(JSON.parse(answer.body) as JsonObject);
  const kept = body.filter(([name]) => !contract.secrets?.includes(name));
  return { ...answer, body: JSON.stringify(Object.fromEntries(kept)) };
}

/** What may be used for a purpose now may not be when the call is repeated: no value is kept of such an answer. */
function withoutValues(
  { access: { lens, lensToday } }: Pick<Call<Contract>, 'access'>,
  answer: APIGatewayProxyResult,
): APIGatewayProxyResult {
  const isForPurpose = lens.purpose !== undefined || lensToday.purpose !== undefined;
  if (!isForPurpose || answer.body === '') return answer;
  const body = JSON.parse(answer.body, (name, value) => (name === 'attributes' ? {} : value));
  return { ...answer, body: JSON.stringify(body) };
}
