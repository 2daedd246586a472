import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { CloudFormationTemplate, TemplateResource } from '#lib/rehearsal/step-around';

/** Every resource in an assembly's templates: stack and logical id → resource. */
export function resourcesIn(assembly: string): ReadonlyMap<string, TemplateResource> {
  const files = readdirSync(assembly).filter((each) => each.endsWith('.template.json'));
  return new Map(
    files.flatMap((file) => {
      const template = JSON.parse(readFileSync(join(assembly, file), 'utf8'));
      const { Resources = {} } = template as CloudFormationTemplate;
      return Object.entries(Resources).map(([id, each]) => [`${file} ${id}`, each] as const);
    }),
  );
}

/** Type → how many of its resources differ, came or went from one assembly to another. */
export function changedTypes(from: string, to: string): ReadonlyMap<string, number> {
  const [before, after] = [resourcesIn(from), resourcesIn(to)];
  const changed = new Map<string, number>();
  for (const id of new Set([...before.keys(), ...after.keys()])) {
    const [one, other] = [before.get(id), after.get(id)];
    if (isDeepStrictEqual(one, other)) continue;
    const type = (one ?? other)?.Type ?? '';
    changed.set(type, (changed.get(type) ?? 0) + 1);
  }
  return changed;
}
