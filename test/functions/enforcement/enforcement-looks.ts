import type { RouteName, TestCall } from '#test/support/hub';
import { readers } from './enforcement-readers.ts';
import type { World } from './enforcement-world.ts';

/** One look at somebody, through the lens of some reader, at what it may not see. */
export async function look({ hub, draws, planted, ids, momentIn, check }: World): Promise<void> {
  const { one, below } = draws;
  const reader = one(readers);
  const role = one(['integrator', 'administrator'] as const);
  const asSpoke = { role, spoke: reader.spoke };
  const customerId = one(ids);
  const params = { customerId };
  const lens = { lens: reader.spoke };
  const asOf = momentIn(-below(40) * 86_400_000);
  const source = one(planted);
  const looks: readonly (readonly [RouteName, TestCall])[] = [
    ['readCustomer', { params, ...asSpoke }],
    ['readCustomer', { params, query: lens }],
    ['readCustomer', { params, query: { ...lens, asOf } }],
    ['readCustomer', { params, query: { asOf }, ...asSpoke }],
    ['listCustomers', { query: { limit: '100' }, ...asSpoke }],
    ['listCustomers', { query: { limit: '100', ...lens } }],
    ['listCustomers', { query: { name: 'Example' }, ...asSpoke }],
    [
      'listCustomers',
      {
        query: { email: `q${String(1 + below(ids.length)).padStart(4, '0')}@example.com`, ...lens },
      },
    ],
    [
      'matchCustomers',
      {
        body: { schema: 'person', attributes: { name: { given: 'Ada', family: 'Example' } } },
        query: lens,
      },
    ],
    ['readLineage', { params, ...asSpoke }],
    ['readSources', { params, ...asSpoke }],
    ['readHistory', { params, ...asSpoke }],
    ['listPins', { params, ...asSpoke }],
    [
      'readRecord',
      {
        params: { spoke: source.spoke, sourceId: source.sourceId },
        role: 'integrator',
        spoke: source.spoke,
      },
    ],
  ];
  const [route, call] = one(looks);
  const { body } = await hub.call(route, call);
  const through =
    route === 'readRecord' ? readers.find(({ spoke }) => spoke === source.spoke) : reader;
  await check(JSON.stringify(body ?? ''), through ?? reader, route);
}
