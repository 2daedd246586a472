import { Agent, request } from 'node:http';
import type { Json } from '#core/kernel/types';

export interface HubAnswer {
  readonly status: number;
  readonly body: Json;
}

/** Calls the API of a hub on this machine. */
export interface HubClient {
  /** `path` below `/v1`. */
  readonly send: (
    method: 'GET' | 'PUT' | 'POST',
    path: string,
    body?: unknown,
  ) => Promise<HubAnswer>;
  readonly close: () => void;
}

/** Over connections that are kept open until `close`. */
export function hubClient(url: string, token: string): HubClient {
  const agent = new Agent({ keepAlive: true });
  return {
    send: (method, path, body) =>
      new Promise((resolve, reject) => {
        const payload = body === undefined ? undefined : JSON.stringify(body);
        const sent = request(
          `${url}/v1${path}`,
          {
            method,
            agent,
            headers: {
              authorization: `Bearer ${token}`,
              ...(payload !== undefined && {
                'content-type': 'application/json',
                'content-length': Buffer.byteLength(payload),
              }),
            },
          },
          (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk));
            response.on('error', reject);
            response.on('end', () => {
              const text = Buffer.concat(chunks).toString('utf8');
              resolve({
                status: response.statusCode ?? 0,
                body: text === '' ? null : JSON.parse(text),
              });
            });
          },
        );
        sent.on('error', reject);
        sent.end(payload);
      }),
    close: () => agent.destroy(),
  };
}
