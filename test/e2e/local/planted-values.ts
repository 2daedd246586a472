import { afterAll, beforeAll } from 'vitest';
import { contracts } from '#functions/manifest';
import type { Contract } from '#functions/shared/contract';
import { type LocalHub, startLocalHub } from '#test/support/local-hub';

/**
 * Values that stand nowhere else, one per place where something personal can be said. After
 * every route was called with them they must stand in no file that the hub keeps: database, its
 * journal, objects, queue, events, logs; nor in what it printed.
 */
const mark = (n: number) => `zq${String(n).padStart(2, '0')}vx`;
export const texts = Array.from({ length: 60 }, (_, n) => mark(n));
export const [
  prefix,
  given,
  middle,
  family,
  previous,
  suffix,
  full,
  jobTitle,
  employer,
  _language,
  mail,
  mail2,
  line1,
  line2,
  city,
  region,
  postcode,
  addressFull,
  idValue,
  network,
  handle,
  orgName,
  tradeName,
  legalForm,
  orgMail,
  orgLine,
  orgCity,
  industry,
  website,
  registration,
  patchGiven,
  pinTitle,
  reason1,
  reason2,
  reason3,
  searchName,
  searchMail,
  matchGiven,
  originGiven,
  originFamily,
  sourceId,
  splitSource,
  wrongName,
  wrongMail,
  taskReason,
  unmergeReason,
  splitReason,
  orgSource,
  mergedGiven,
  twin,
  uploadedGiven,
  uploadedWrong,
  colleague,
  consentMail,
  agent,
  evidence,
  touchpoint,
  wrongPoint,
  heldFor,
] = texts as [string, ...string[]] & string[];
export const phone = '+447700900847';
/** What a customer says at his own door, and the secrets that open it. */
export const atTheDoor = { mail: 'zqdmvx', title: 'zqdtvx', corrected: 'zqdcvx' };
export const doorSecrets: string[] = [];
/** What privacy requests say. */
export const inRequests = {
  mail: 'zqrmvx',
  sourceId: 'zqrsvx',
  note: 'zqrnvx',
  ownNote: 'zqrovx',
  corrected: 'zqrcvx',
  told: 'zqrtvx',
  agent: 'zqrgvx',
  answer: 'zqravx',
  reason: 'zqrrvx',
  byAgent: 'zqryvx',
};
export const lettersFile = 'letters.ndjson';

export let hub: LocalHub;
export const called = new Set<string>();
export const byName = new Map(
  Object.values(contracts).flatMap((each) => Object.entries(each) as [string, Contract][]),
);

interface Asked {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  readonly form?: Record<string, string>;
  readonly text?: string;
  readonly headers?: Record<string, string>;
  /** The status of a no that is expected. */
  readonly refused?: number;
}

/** What a route answers. Whatever is refused, and was not expected to be, is an error. */
export async function call(name: string, asked: Asked = {}) {
  const contract = byName.get(name);
  if (contract === undefined) throw new Error(`no route ${name}`);
  called.add(name);
  const path = contract.path.replaceAll(/\{(\w+)\}/g, (_, each) =>
    encodeURIComponent(asked.params?.[each] ?? ''),
  );
  const url = `${hub.baseUrl}/v1${path}?${new URLSearchParams(asked.query)}`;
  const response = await fetch(url, {
    method: contract.method,
    redirect: 'manual',
    headers: {
      authorization: `Bearer ${hub.token}`,
      ...(asked.form === undefined && {
        'content-type': asked.text === undefined ? 'application/json' : 'text/plain',
      }),
      ...asked.headers,
    },
    ...(asked.body !== undefined && { body: JSON.stringify(asked.body) }),
    ...(asked.form !== undefined && { body: new URLSearchParams(asked.form) }),
    ...(asked.text !== undefined && { body: asked.text }),
  });
  const text = await response.text();
  const isAsExpected =
    asked.refused === undefined ? response.status < 400 : response.status === asked.refused;
  if (!isAsExpected) throw new Error(`${name} is answered with ${response.status}: ${text}`);
  const isPage = response.headers.get('content-type')?.startsWith('text/');
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' || isPage ? text : JSON.parse(text),
  };
}

export const put = (spoke: string, id: string, schema: string, attributes: object, why?: string) =>
  call('putRecord', recordOf(spoke, id, schema, attributes, why));
export const putWrong = (spoke: string, id: string, schema: string, attributes: object) =>
  call('putRecord', { ...recordOf(spoke, id, schema, attributes), refused: 422 });
const recordOf = (
  spoke: string,
  id: string,
  schema: string,
  attributes: object,
  why?: string,
): Asked => ({
  params: { spoke, sourceId: id },
  body: { schema, attributes, updatedAt: '2026-01-01T00:00:00Z', ...(why && { reason: why }) },
});

/** One hub for the tests of a file. */
export function usePlantedHub(): void {
  beforeAll(async () => {
    hub = await startLocalHub({
      GOLDSPOKE_SAMPLE: '0',
      LAMBDA_TASK_ROOT: '/var/task',
      CALLBACKS_TO_LOOPBACK: 'true',
    });
  });
  afterAll(() => hub.remove());
}
