import assert from 'node:assert/strict';

/** Makes a customer; what it gives back reads the customer again and throws when anything of it changed. */
export async function survivor(url: string, token: string): Promise<() => Promise<void>> {
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    assert(response.ok, `${method} ${path}: ${response.status} ${text}`);
    return { etag: response.headers.get('etag'), body: JSON.parse(text) };
  };
  const { body: made } = await ask('POST', '/customers', {
    schema: 'person',
    attributes: {
      name: { given: 'Methuselah', family: 'Oldacre' },
      emails: [{ value: 'methuselah.oldacre@example.com' }],
    },
  });
  const read = () => ask('GET', `/customers/${made.customerId}`);
  const before = await read();
  return async () => assert.deepEqual(await read(), before, 'the customer changed');
}
