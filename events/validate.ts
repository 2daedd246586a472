import { type EventType, eventContracts } from './catalogue.ts';

/** Where a detail breaks its contract and by which rule; never what stood there. */
export interface EventViolation {
  readonly pointer: string;
  readonly rule: string;
}

/** What is wrong with an event before it is published; empty when its contract accepts it. */
export function eventViolations(type: string, detail: unknown): readonly EventViolation[] {
  if (!isEventType(type)) return [{ pointer: '', rule: 'unknown-event' }];
  const checked = eventContracts[type].detail.safeParse(detail);
  if (checked.success) return [];
  return checked.error.issues.map(({ path, code }) => ({ pointer: pointerOf(path), rule: code }));
}

export const isEventType = (type: string): type is EventType => Object.hasOwn(eventContracts, type);

// The names on the way may be data themselves (keys of idMap), so only what the catalogue calls its own is told.
const pointerOf = (path: readonly PropertyKey[]): string =>
  path
    .map((step) => (typeof step === 'number' || knownSteps.has(step) ? `/${String(step)}` : '/*'))
    .join('');

const knownSteps: ReadonlySet<PropertyKey> = new Set(
  Object.values(eventContracts).flatMap(({ detail }) => [
    ...Object.keys(detail.shape),
    ...Object.keys(detail.shape.metadata.shape),
  ]),
);
