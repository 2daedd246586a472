import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { compareOpenApi, type Diff } from 'api-smart-diff';
import type { StackSurface, Surface } from './surface.ts';

/**
 * What would break somebody who relies on `before`, one line for each; empty where nothing would.
 * Documents are compared by api-smart-diff, templates by the library that the CDK's own diff uses.
 */
export const breakingChanges = (before: Surface, after: Surface): readonly string[] => [
  ...inDocument('openapi', before.openapi, after.openapi),
  ...Object.keys(before.events)
    .filter((type) => !(type in after.events))
    .map((type) => `events: ${type} is no longer published`),
  ...Object.keys(before.events)
    .filter((type) => type in after.events)
    .flatMap((type) =>
      inDocument(`events: ${type}`, asAnswer(before.events[type]), asAnswer(after.events[type])),
    ),
  ...Object.entries(before.stacks).flatMap(([name, stack]) =>
    inStack(name, stack, after.stacks[name] ?? { Resources: {}, Outputs: {} }),
  ),
];

const inDocument = (name: string, before: object, after: object): readonly string[] =>
  compareOpenApi(before, after)
    .diffs.filter(breaks)
    .map(({ action, path }) => `${name}: ${action} ${path.join('/')}`);

const limits = ['maxLength', 'maxItems', 'maxProperties', 'maximum', 'exclusiveMaximum'];

/**
 * The library's judgement, with this project's promises (releases/README.md): requests are closed
 * objects, so a property that is no longer known is refused; an answer may grow by values of an
 * enumeration and in size, but what it holds keeps its type.
 */
function breaks({ type, action, path }: Diff): boolean {
  const [holder, last] = [path.at(-2), String(path.at(-1))];
  // Whoever had the permission of before may lack the other.
  if (last === 'x-permission') return action !== 'remove';
  if (path.includes('requestBody'))
    return type === 'breaking' || (action === 'remove' && holder === 'properties');
  if (!path.includes('responses')) return type === 'breaking';
  if (action === 'replace' && (last === 'type' || last === 'const')) return true;
  const grows = (action === 'add' && holder === 'enum') || limits.includes(last);
  return type === 'breaking' && !grows;
}

/** A subscriber reads an event as a client reads an answer, so it is compared as one. */
const asAnswer = (schema: unknown) => ({
  openapi: '3.1.0',
  info: { title: 'events', version: '1' },
  paths: {
    '/event': {
      get: {
        responses: { 200: { description: 'event', content: { 'application/json': { schema } } } },
      },
    },
  },
});

const goesAway: readonly ResourceImpact[] = [
  ResourceImpact.WILL_REPLACE,
  ResourceImpact.WILL_DESTROY,
  ResourceImpact.WILL_ORPHAN,
];

function inStack(name: string, before: StackSurface, after: StackSurface): readonly string[] {
  const { resources, outputs } = fullDiff(before, after);
  const found: string[] = [];
  resources.forEachDifference((id, { changeImpact, resourceType }) => {
    if (goesAway.includes(changeImpact))
      found.push(`${name}: ${resourceType} ${id} ${changeImpact}`);
  });
  outputs.forEachDifference((id, { isAddition, isRemoval, oldValue, newValue }) => {
    if (isAddition) return;
    if (isRemoval) found.push(`${name}: output ${id} is gone`);
    else if (oldValue?.Export?.Name !== newValue?.Export?.Name)
      found.push(`${name}: output ${id} is exported under another name`);
  });
  return found;
}
