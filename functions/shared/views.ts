import type { StoredCustomer } from '#core/identity/change';
import type { CustomerSummary } from '#store/ports';

/** The golden record as the API shows it. */
export const customerView = ({ customer, revision, updatedAt }: StoredCustomer) =>
  summaryView({
    customerId: customer.customerId,
    schema: customer.schema,
    golden: customer.golden,
    revision,
    updatedAt,
  });

export const summaryView = ({
  customerId,
  schema,
  golden,
  revision,
  updatedAt,
}: CustomerSummary) => ({
  customerId,
  schema,
  schemaVersion: golden.schemaVersion,
  attributes: golden.attributes,
  updatedAt,
  revision,
});

export const etag = (revision: number) => ({ etag: `"${revision}"` });
