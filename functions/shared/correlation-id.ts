/** What API Gateway gives a function and its authorizer alike. */
interface Request {
  readonly headers: Readonly<Record<string, string | undefined>> | null;
  readonly requestContext: { readonly requestId: string };
}

/** A header, however its name is written. */
export const headerOf = ({ headers }: Pick<Request, 'headers'>, name: string): string | undefined =>
  Object.entries(headers ?? {}).find(([each]) => each.toLowerCase() === name)?.[1];

/**
 * The caller's `x-correlation-id` when it looks like an id, else API Gateway's id of the request. It
 * stands in every log line, in the version that a change writes and in the events about it.
 */
export function correlationIdOf(request: Request): string {
  const given = headerOf(request, 'x-correlation-id');
  return given && /^[\w-]{8,64}$/.test(given) ? given : request.requestContext.requestId;
}
