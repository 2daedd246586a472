import type { APIGatewayProxyResult } from 'aws-lambda';

/**
 * Lambda answers a caller that waits with at most 6 MB
 * (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html), counted as it writes the answer:
 * the body once more as JSON text, each quote as two characters.
 */
const mostBytes = 4 * 1024 * 1024;

/** No character takes more than three bytes, neither as UTF-8 nor as an escape. */
const surelyFits = mostBytes / 3;

/** What the answer of a list is made of: at most `limit` items from the caller's place on. */
type ReadPage = (limit: number) => Promise<APIGatewayProxyResult>;

/**
 * A page of at most `limit` items that Lambda can send. A longer one is read once more with as many
 * items as fit, so its cursor is where those end, and the caller's next page begins there. One item
 * alone is always answered.
 */
export async function fitPage(limit: number, readPage: ReadPage): Promise<APIGatewayProxyResult> {
  const page = await readPage(limit);
  if (page.body.length <= surelyFits) return page;
  const { items } = JSON.parse(page.body) as { items?: readonly unknown[] };
  const fitting = Math.max(1, countFitting(items ?? []));
  return items === undefined || fitting >= items.length ? page : fitPage(fitting, readPage);
}

/** How many of the first items Lambda can send together. */
function countFitting(items: readonly unknown[]): number {
  let bytes = 0;
  const beyond = items.findIndex((item) => {
    bytes += Buffer.byteLength(JSON.stringify(JSON.stringify(item)));
    return bytes > mostBytes;
  });
  return beyond === -1 ? items.length : beyond;
}
