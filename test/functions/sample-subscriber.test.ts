import { describe, expect, it } from 'vitest';
import { eventSamples } from '#events/samples';
import { handler } from '#functions/sample-subscriber/index';

const sample = eventSamples['customer.changed.v1'];
let customers = 0;

/** A spoke's events about one customer that nobody heard of before. */
function newCustomer() {
  customers += 1;
  const customerId = `cus_${String(customers).padStart(26, '0')}`;
  return (sequence: number, spoke = 'web') =>
    handler({
      'detail-type': 'customer.changed.v1',
      detail: {
        ...sample,
        customerId,
        spoke,
        metadata: {
          ...sample.metadata,
          customerId,
          sequence,
          eventId: `${customerId}.${sequence}.${spoke}`,
        },
      },
    } as Parameters<typeof handler>[0]);
}

describe('the sample subscriber', () => {
  it('applies changes as they come, gaps among them', async () => {
    const tell = newCustomer();

    expect([await tell(1), await tell(2), await tell(5)]).toEqual(Array(3).fill('applied'));
  });

  it('ignores an event that it has had, and one that was overtaken', async () => {
    const tell = newCustomer();
    await tell(1);

    expect([await tell(3), await tell(3), await tell(2)]).toEqual([
      'applied',
      'duplicate',
      'stale',
    ]);
  });

  it('keeps customers apart, and spokes that share it', async () => {
    const [one, other] = [newCustomer(), newCustomer()];

    expect([await one(2), await other(1), await one(2, 'crm')]).toEqual(Array(3).fill('applied'));
  });

  it('hears once of what is of no customer, such as the end of an import', async () => {
    const detail = eventSamples['import.finished.v1'];
    const event = { 'detail-type': 'import.finished.v1', detail } as Parameters<typeof handler>[0];

    expect([await handler(event), await handler(event)]).toEqual(['applied', 'duplicate']);
  });
});
