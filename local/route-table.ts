import type { Contract } from '#functions/shared/contract';

/** A route found for a request; `params` are as in the path, still percent-encoded. */
export type Found =
  | {
      readonly kind: 'route';
      readonly contract: Contract;
      readonly capability: string;
      readonly resource: string;
      readonly params: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'other-methods'; readonly allow: readonly string[] }
  | { readonly kind: 'none' };

export interface RouteEntry {
  readonly contract: Contract;
  readonly capability: string;
}

/**
 * Finds routes as API Gateway does: whole segments, a literal segment before a parameter, no
 * parameter left empty.
 */
export function routeTable(
  entries: readonly RouteEntry[],
): (method: string, path: string) => Found {
  const routes = entries
    .map((entry) => ({ ...entry, resource: `/v1${entry.contract.path}` }))
    .map((entry) => ({ ...entry, segments: entry.resource.split('/') }))
    .toSorted((a, b) => compareSpecificity(a.segments, b.segments));

  return (method, path) => {
    const segments = path.split('/');
    const fitting = routes.flatMap((route) => {
      const params = paramsOf(route.segments, segments);
      return params === undefined ? [] : [{ ...route, params }];
    });
    const resource = fitting[0]?.resource;
    if (resource === undefined) return { kind: 'none' };
    const here = fitting.filter((each) => each.resource === resource);
    const found = here.find((each) => each.contract.method === method);
    if (found === undefined)
      return { kind: 'other-methods', allow: here.map((each) => each.contract.method).toSorted() };
    const { contract, capability, params } = found;
    return { kind: 'route', contract, capability, resource, params };
  };
}

const isParameter = (segment: string | undefined): boolean => segment?.startsWith('{') ?? false;

/** Literal segments first, from the left; an order over all routes, also over those of other lengths. */
function compareSpecificity(a: readonly string[], b: readonly string[]): number {
  const longer = a.length < b.length ? b : a;
  const at = longer.findIndex((_, i) => isParameter(a[i]) !== isParameter(b[i]));
  return at < 0 ? 0 : Number(isParameter(a[at])) - Number(isParameter(b[at]));
}

function paramsOf(
  template: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined;
  const params: [string, string][] = [];
  for (const [at, part] of template.entries()) {
    const segment = segments[at] ?? '';
    if (isParameter(part) && segment !== '') params.push([part.slice(1, -1), segment]);
    else if (part !== segment) return undefined;
  }
  return Object.fromEntries(params);
}
