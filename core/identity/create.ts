import { assemble } from '#core/identity/assemble';
import type { Transition } from '#core/identity/change';
import { changedAttributes } from '#core/identity/changed-attributes';
import type { SourceRecord } from '#core/identity/customer';
import type { TransitionContext } from '#core/identity/transition-context';
import { Refusal } from '#core/kernel/refusal';

/** Makes a new customer of one source record. Refuses a record of another schema. */
export function createCustomer(
  customerId: string,
  record: SourceRecord,
  context: TransitionContext,
): Transition {
  if (record.schema !== context.schema.name) throw new Refusal('record.schema-mismatch');
  const created = assemble(
    { customerId, createdAt: context.at, records: [record], pins: [], differentFrom: [] },
    [],
    context,
  );
  const changed = changedAttributes(undefined, created.golden);
  return { after: [created], facts: [{ customerId, type: 'created', changed }] };
}
