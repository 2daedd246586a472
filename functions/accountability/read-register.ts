import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import { registerCsv } from '#core/privacy-request/register-csv';
import { registerRow } from '#core/privacy-request/register-row';
import { requestMetrics } from '#core/privacy-request/request-metrics';
import { Answer, type Handle } from '#functions/shared/handle';
import type { readRequestMetrics, readRequestRegister } from './contract.ts';
import { requestsOfYear } from './requests-of-year.ts';

/** A page of the register. Whoever takes it leaves an entry in the audit before it is answered. */
export const handleReadRequestRegister: Handle<typeof readRequestRegister> = async (
  { query: { year, format, ...paging }, actorId, correlationId },
  services,
) => {
  const action = 'request-register.export';
  await services.audit.record({ actor: actorId, action, correlationId });
  const { items, cursor } = await requestsOfYear(year, paging, services);
  const rows = items.map(registerRow);
  if (format === 'json') return { items: rows, ...(cursor !== undefined && { cursor }) };
  const next = `?year=${year}&format=csv&limit=${paging.limit}&cursor=${cursor}`;
  return new Answer(registerCsv(rows), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="privacy-requests-${year}.csv"`,
      ...(cursor !== undefined && { link: `</v1/privacy-requests/register${next}>; rel="next"` }),
    },
  });
};

/** The largest page that a list has. */
const limit = 200;

/** Goes over all requests of the year at each call; docs/privacy-requests.md says for how many that is. */
export const handleReadRequestMetrics: Handle<typeof readRequestMetrics> = async (
  { query: { year, jurisdiction } },
  services,
) => {
  const all: PrivacyRequest[] = [];
  let cursor: string | undefined;
  do {
    const page = await requestsOfYear(year, { limit, cursor }, services);
    all.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  const asked = all.filter(
    ({ jurisdictions }) => jurisdiction === undefined || jurisdictions.includes(jurisdiction),
  );
  return { year, ...requestMetrics(asked) };
};
