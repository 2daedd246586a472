import type { Handle } from '#functions/shared/handle';
import { isPerson, livingPerson } from '#functions/shared/person';
import type { CustomerVersion } from '#store/ports';
import type { readMyHistory } from './contract.ts';

const says: Readonly<Record<string, string>> = {
  created: 'What is held of you began.',
  merged: 'Two records turned out to be of the same person: you.',
  split: 'Records that are not yours were taken away.',
  removed: 'What was held of you was removed.',
};

/** What changed, by whom in terms of roles, without a value and without anybody's name or id. */
export const handleReadMyHistory: Handle<typeof readMyHistory> = async (call, services) => {
  const { customer } = await livingPerson(call, services);
  const page = await services.customers.versions(customer.customerId, call.query);
  return { ...page, items: page.items.map(toldVersion) };
};

/** A version in words for the customer. */
export const toldVersion = ({ at, type, action, actor, changed }: CustomerVersion) => ({
  at,
  says: action === 'me.correct' ? 'You corrected it.' : (says[type] ?? 'It changed.'),
  by: roleOf(actor),
  changed,
});

function roleOf(actor: string): 'you' | 'staff' | 'system' | 'hub' {
  if (isPerson(actor)) return 'you';
  if (actor.startsWith('usr_')) return 'staff';
  return actor.startsWith('tok_') ? 'system' : 'hub';
}
