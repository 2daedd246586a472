import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One operation of an AWS service that speaks JSON (`x-amz-target`). Throws `AwsError` to say no. */
export type Operation = (input: Readonly<Record<string, unknown>>) => unknown;

/** `TrentService.Decrypt` → what answers it. */
export type Operations = Readonly<Record<string, Operation>>;

/** The SDK makes an exception of this name of it. */
export class AwsError extends Error {
  readonly status: number;

  constructor(name: string, message: string, status = 400) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

export interface Endpoint {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const maxBodyBytes = 2 * 1024 * 1024;

/** Serves AWS JSON operations on a free port of this machine's loopback interface. */
export async function serveAwsJson(operations: Operations): Promise<Endpoint> {
  const server = createServer((request, response) => {
    answer(operations, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(operations: Operations, request: IncomingMessage, response: ServerResponse) {
  const { status, body } = await resultOf(operations, request);
  const text = JSON.stringify(body);
  response
    .writeHead(status, {
      'content-type': 'application/x-amz-json-1.1',
      'content-length': Buffer.byteLength(text),
    })
    .end(text);
}

async function resultOf(operations: Operations, request: IncomingMessage) {
  try {
    const target = String(request.headers['x-amz-target'] ?? '');
    const operation = Object.hasOwn(operations, target) ? operations[target] : undefined;
    const input = await inputOf(request);
    if (operation === undefined)
      throw new AwsError('UnknownOperationException', `${target} is not served on this machine`);
    return { status: 200, body: (await operation(input)) ?? {} };
  } catch (error) {
    return error instanceof AwsError
      ? { status: error.status, body: { __type: error.name, message: error.message } }
      : { status: 500, body: { __type: 'InternalFailure', message: 'the local endpoint failed' } };
  }
}

async function inputOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new AwsError('RequestEntityTooLarge', 'too large', 413);
    chunks.push(chunk);
  }
  try {
    const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}');
    if (parsed !== null && typeof parsed === 'object') return parsed as Record<string, unknown>;
  } catch {
    // Falls through: not JSON and not an object are one mistake.
  }
  throw new AwsError('SerializationException', 'the body is not a JSON object');
}
