import type { Customer } from '#core/identity/customer';

/** The source id of the one record of a customer under whom a hold keeps what was not erased. */
export const keptSourceId = (customerId: string): string => `kept:${customerId}`;

/** Whether a hold keeps it in somebody's stead who was erased: it is compared with nobody. */
export const isKept = ({ members }: Pick<Customer, 'members'>): boolean =>
  members.some(({ customerId, records }) =>
    records.some(({ sourceId }) => sourceId === keptSourceId(customerId)),
  );
