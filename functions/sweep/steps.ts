import * as z from 'zod';

const counts = z.record(z.string(), z.int().nonnegative());

const rollPlan = z.object({ closed: z.string(), before: z.string(), into: z.string() });

export const tasks = [
  'upgrade-items',
  'roll-epoch',
  'replay-erasures',
  'destroy-answer-keys',
] as const;

/**
 * One part of a table's sweep, handed from step to step by workflows/sweep.asl.json. Ids, counts and
 * places in a table; no value.
 */
const part = z.object({
  task: z.enum(tasks),
  segment: z.int().nonnegative(),
  segments: z.int().positive(),
  cursor: z.string().optional(),
  done: z.boolean(),
  counts,
  /** From 1; a task that must find nothing left goes over the table again. */
  pass: z.int().positive(),
  /** Of `roll-epoch`: what is rolled into what, the same for all parts and passes. */
  roll: rollPlan.optional(),
  /** Of `replay-erasures`: how many erasures there were as it began. */
  upTo: z.int().optional(),
  /** Of `roll-epoch`: closed epochs whose key this part came upon. */
  epochs: z.array(z.string()),
});
export type Part = z.output<typeof part>;

/** What the function is called with. */
export const sweepCall = z.discriminatedUnion('step', [
  z.object({
    step: z.literal('plan'),
    input: z.object({
      task: z.enum(tasks),
      segments: z.int().min(1).max(1000).default(8),
      /** Of `roll-epoch`: this week's keys, too. */
      atOnce: z.boolean().default(false),
    }),
  }),
  z.object({ step: z.literal('part'), part }),
  z.object({ step: z.literal('finish'), parts: z.array(part).min(1) }),
]);
export type SweepInput = Extract<z.input<typeof sweepCall>, { step: 'plan' }>['input'];

/** `again`: `parts` are to be gone through once more. */
export interface SweepState {
  readonly state: 'again' | 'done';
  readonly task: Part['task'];
  readonly counts: Readonly<Record<string, number>>;
  readonly parts: readonly Part[];
}

export const addUp = (
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Record<string, number> => {
  const sum: Record<string, number> = { ...one };
  for (const [name, count] of Object.entries(other)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
};
