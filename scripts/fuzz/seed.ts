import type { FuzzHub } from './fuzz-hub.ts';

/** The environment of scripts/fuzz/schemathesis.toml. */
export type Seeds = Readonly<
  Record<
    | 'FUZZ_TOKEN'
    | 'FUZZ_CUSTOMER'
    | 'FUZZ_OTHER_CUSTOMER'
    | 'FUZZ_TASK'
    | 'FUZZ_IMPORT'
    | 'FUZZ_RUN',
    string
  >
>;

const updatedAt = '2026-01-01T00:00:00Z';
const ada = { given: 'Ada', family: 'Lovelace' };
const people: readonly object[] = [
  { name: ada, birthDate: '1985-12-10', emails: [{ value: 'ada@example.com' }] },
  { name: { given: 'Grace', family: 'Hopper' }, phones: [{ value: '+447700900123' }] },
  { name: { given: 'Alan', family: 'Turing' }, emails: [{ value: 'alan@example.com' }] },
  // Like the first one and not quite: at least one of these is left to a steward, whatever the model.
  { name: ada },
  { name: ada, birthDate: '1985-10-12' },
  { name: ada, birthDate: '1985-12-11', emails: [{ value: 'lovelace@example.com' }] },
  { name: { ...ada, given: 'Adah' }, birthDate: '1985-12-10' },
  { name: { ...ada, given: 'Anne' }, birthDate: '1985-12-10' },
];

/** A spoke, records, an import and a dedupe run in an empty hub, and a token of `role`. */
export async function seed({ url, token }: FuzzHub, role: string): Promise<Seeds> {
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${url}/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    // As the contracts say; whatever is missing shows at once, as `undefined`.
    const said = (await answer.json()) as Record<string, string> & { items: { taskId?: string }[] };
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(said)}`);
    return said;
  };
  await ask('PUT', '/spokes/crm', { style: 'consolidation', trust: 50 });
  const customers: string[] = [];
  for (const [at, attributes] of people.entries()) {
    const record = { schema: 'person', attributes, updatedAt };
    const { customerId } = await ask('PUT', `/spokes/crm/records/${at + 1}`, record);
    if (customerId !== undefined) customers.push(customerId);
  }
  const file = { spoke: 'crm', schema: 'person', format: 'csv', bytes: 100 };
  const [{ id: importId }, { id: runId }, { token: secret }] = [
    await ask('POST', '/imports', file),
    await ask('POST', '/dedupe-runs', { schema: 'person', dryRun: true }),
    await ask('POST', '/tokens', {
      title: `fuzz ${role}`,
      role,
      ...(role === 'integrator' && { spoke: 'crm' }),
    }),
  ];
  const [task] = (await ask('GET', '/tasks')).items;
  return {
    FUZZ_TOKEN: needed(secret),
    FUZZ_CUSTOMER: needed(customers[0]),
    FUZZ_OTHER_CUSTOMER: needed(customers[1]),
    FUZZ_TASK: needed(task?.taskId),
    FUZZ_IMPORT: needed(importId),
    FUZZ_RUN: needed(runId),
  };
}

function needed(value: string | undefined): string {
  if (value === undefined) throw new Error('the hub did not answer as its contracts say');
  return value;
}
