import type { APIGatewayProxyEvent } from 'aws-lambda';

/** What no client can send in a path: it would end the path, or the segment, or is no octet of a URI at all. */
const neverAsSent = /[^!-~]|["<>`{}/?#]|%(?![0-9a-f]{2})/i;

/**
 * The parameters of a path, each decoded once. API Gateway hands them over as the client sent them,
 * percent-encoded; other gateways decode them first, and an id such as `100%` or `a%2Fb` must not be
 * decoded again. So they are taken as they are where one of them, or the path beside them, shows that
 * they were decoded. Throws `URIError` where what was sent is not UTF-8. docs/rehearsal.md, "Path parameters".
 */
export function readPathParameters(
  event: Pick<APIGatewayProxyEvent, 'path' | 'resource' | 'pathParameters'>,
): Readonly<Record<string, string>> {
  const given = Object.entries(event.pathParameters ?? {}).map(
    ([name, text]): readonly [string, string] => [name, text ?? ''],
  );
  const sent = segmentsSent(event);
  const isDecoded = given.some(
    ([name, text]) => neverAsSent.test(text) || isDecodedFrom(text, sent.get(name)),
  );
  return Object.fromEntries(
    isDecoded ? given : given.map(([name, text]) => [name, decodeURIComponent(text)]),
  );
}

/** Parameter → its segment of the path. From the end: a domain's base path may stand before both. */
function segmentsSent({
  path,
  resource,
}: Pick<APIGatewayProxyEvent, 'path' | 'resource'>): ReadonlyMap<string, string> {
  const segments = path.split('/').toReversed();
  return new Map(
    resource
      .split('/')
      .toReversed()
      .flatMap((part, at): [string, string][] =>
        part.startsWith('{') ? [[part.slice(1, -1), segments[at] ?? '']] : [],
      ),
  );
}

function isDecodedFrom(text: string, segment: string | undefined): boolean {
  if (segment === undefined || segment === text) return false;
  try {
    return decodeURIComponent(segment) === text;
  } catch {
    return false;
  }
}
