import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { APIGatewayProxyResult } from 'aws-lambda';
import { Refusal } from '#core/kernel/refusal';
import { outage, problemOf } from '#functions/shared/problem';
import { securityHeaders } from '#functions/shared/security-headers';
import type { GatewayRequest } from './gateway.ts';
import { isSignInPath, type SignInRequest } from './sign-in.ts';

/** A file of the pages, served as it is. */
export interface StaticFile {
  readonly contentType: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ServerOptions {
  /** 0: a free one. */
  readonly port: number;
  readonly answer: (request: GatewayRequest) => Promise<APIGatewayProxyResult>;
  /** Who signs people in, at paths of his own. */
  readonly signIn?: (request: SignInRequest) => Promise<APIGatewayProxyResult>;
  /** By path; `undefined` when there is no such page. */
  readonly page: (path: string) => Promise<StaticFile | undefined>;
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Takes no new request and settles when those running are answered. */
  readonly close: () => Promise<void>;
}

/** No route takes more; a function's own limit is lower. */
const maxBodyBytes = 1024 * 1024;
/** How long a client whose body was refused may go on sending before it is cut off. */
const lingerMs = 1000;

/** Serves the API (`/v1/…`) and the pages (everything else) on this machine's loopback interface. */
export async function startServer({
  port,
  answer,
  signIn,
  page,
}: ServerOptions): Promise<RunningServer> {
  const server = createServer(
    {
      maxHeaderSize: 16 * 1024,
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 65_000,
    },
    (request, response) => {
      serve(request, response).catch(() => response.destroy());
    },
  );
  server.maxHeadersCount = 100;
  server.on('clientError', refuseConnection);

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { path, query } = atTheApi(targetOf(request));
    const isSignIn = signIn !== undefined && isSignInPath(path);
    if (!isSignIn && path !== '/v1' && !path.startsWith('/v1/'))
      return servePage(request, response, path);
    const body = await bodyOf(request);
    if (body === undefined) return refuseBody(request, response);
    // A client that hung up in the middle of its body has nobody left to answer.
    if (request.errored !== null) return;
    if (isSignIn) {
      const { method = 'GET', headers } = request;
      const { authorization } = headers;
      return write(
        response,
        await signIn({ method, path, query, authorization, body: body.toString('utf8') }),
      );
    }
    write(response, await answer({ request, path, query, body }));
  };

  const servePage = async (request: IncomingMessage, response: ServerResponse, path: string) => {
    request.resume();
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    const file = isReading ? await page(path) : undefined;
    if (file === undefined) return write(response, problem('route.not-found'));
    response.writeHead(200, {
      'content-type': file.contentType,
      'content-length': file.body.length,
      ...file.headers,
    });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  };

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(explain(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        // A connection that is kept alive becomes idle only when its answer is out.
        const sweeping = setInterval(() => server.closeIdleConnections(), 20);
        server.close(() => {
          clearInterval(sweeping);
          resolve();
        });
      }),
  };
}

function targetOf(request: IncomingMessage) {
  // Not `new URL`: it would resolve `..`, also percent-encoded, and an id may be just that.
  const target = (request.url ?? '/').replace(/^https?:\/\/[^/]*/i, '').split('#', 1)[0] ?? '';
  const at = target.indexOf('?');
  return at < 0
    ? { path: target || '/', query: new URLSearchParams() }
    : { path: target.slice(0, at) || '/', query: new URLSearchParams(target.slice(at + 1)) };
}

/** What others look for at the root (RFC 8615) are routes of the API, as behind CloudFront. */
const atTheApi = <T extends { readonly path: string }>(target: T): T =>
  target.path.startsWith('/.well-known/') ? { ...target, path: `/v1${target.path}` } : target;

/** The body, or `undefined` as soon as it is known to be too large. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return undefined;
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBodyBytes) resolve(undefined);
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', () => resolve(Buffer.alloc(0)));
  });
}

function refuseBody(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('connection', 'close');
  write(response, problem('request.too-large'));
  // The rest is read and dropped for a while, so that the client gets to read the answer.
  request.resume();
  setTimeout(() => request.destroy(), lingerMs).unref();
}

const problem = (code: 'route.not-found' | 'request.too-large' | 'request.malformed') =>
  problemOf(new Refusal(code), randomUUID());

function write(response: ServerResponse, result: APIGatewayProxyResult): void {
  if (response.destroyed) return;
  const body = Buffer.from(result.body, result.isBase64Encoded ? 'base64' : 'utf8');
  for (const [name, value] of Object.entries(withoutTls({ ...securityHeaders, ...result.headers })))
    response.setHeader(name, String(value));
  response.writeHead(
    result.statusCode,
    result.statusCode === 204 ? {} : { 'content-length': body.length },
  );
  response.end(result.statusCode === 204 ? undefined : body);
}

/** Only an answer by TLS may ask for TLS: RFC 6797, 7.2. */
function withoutTls(headers: APIGatewayProxyResult['headers']) {
  const { 'strict-transport-security': _, ...others } = headers ?? {};
  return others;
}

/** What is not HTTP, or whose headers are too large or too slow, gets a problem too and is cut off. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [line, { body, headers }] = ((): [string, APIGatewayProxyResult] => {
    if (error.code === 'HPE_HEADER_OVERFLOW')
      return ['431 Request Header Fields Too Large', problem('request.too-large')];
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT')
      return ['408 Request Timeout', outage(randomUUID())];
    return ['400 Bad Request', problem('request.malformed')];
  })();
  const fields = Object.entries({
    ...withoutTls(headers),
    connection: 'close',
    'content-length': Buffer.byteLength(body),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${line}\r\n${fields.join('')}\r\n${body}`);
}

const explain = (error: NodeJS.ErrnoException, port: number): Error =>
  error.code === 'EADDRINUSE'
    ? new Error(`Port ${port} is taken. Set PORT to another one.`)
    : error;
