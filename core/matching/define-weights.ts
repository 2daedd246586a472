import * as z from 'zod';
import type { CustomerKind } from '#core/schema/customer-schema';
import type { MatchWeights } from './match-weights.ts';
import { modelFrame } from './model-frame.ts';

// Weights stay within 40 bits: beyond them one fact would decide whatever the others say.
const share = z.number().min(1e-12).max(1);

/** The shape of a match model in a schema; `weightsFault` looks at what it names. */
export const matchWeights: z.ZodType<MatchWeights> = z.strictObject({
  priorWeight: z.number().min(-40).max(0),
  comparisons: z
    .array(
      z.strictObject({
        comparison: z.string().max(100),
        levels: z
          .array(z.strictObject({ level: z.string().max(100), m: share, u: share }))
          .min(1)
          .max(50),
        termFrequency: z.boolean().exactOptional(),
      }),
    )
    .min(1)
    .max(50),
  thresholds: z
    .strictObject({
      link: z.number().min(0.5).max(0.999999),
      review: z.number().min(1e-6).max(0.999999),
    })
    .refine(({ link, review }) => review <= link, 'Asks from a higher probability than it links.'),
});

/** Names of comparisons and levels that customers of the kind do not have, or that come twice. */
export function weightsFault(
  { comparisons }: MatchWeights,
  kind: CustomerKind,
): { readonly pointer: string; readonly message: string } | undefined {
  const frame = modelFrame[kind].comparisons;
  const seen = new Set<string>();
  for (const [at, { comparison, levels }] of comparisons.entries()) {
    const here = `/comparisons/${at}`;
    const known = frame.find((each) => each.comparison === comparison);
    if (known === undefined)
      return { pointer: `${here}/comparison`, message: 'There is no such comparison.' };
    for (const [each, name] of [comparison, ...levels.map(({ level }) => level)].entries()) {
      const pointer = each === 0 ? `${here}/comparison` : `${here}/levels/${each - 1}/level`;
      if (each > 0 && !known.levels.includes(name))
        return { pointer, message: 'The comparison has no such level.' };
      const id = each === 0 ? name : `${comparison} ${name}`;
      if (seen.has(id)) return { pointer, message: 'The same name twice.' };
      seen.add(id);
    }
  }
  return undefined;
}
