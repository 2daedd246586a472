import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { type ComparisonLevels, comparisonsOf, isPlace } from '#core/dedupe/levels';
import type { Meaning } from '#core/dedupe/meaning';
import { modelOf } from '#core/dedupe/report';
import { matching, situations, strange } from '#core/dedupe/situations';
import { BadInput, isOfSystem, reasonOf } from './bad-input.ts';
import type { Models } from './tasks.ts';

/** The JSON that a file holds; throws `BadInput` with the place of what is wrong. */
function readJson<T>(path: string, shape: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    const reason = error instanceof Error && !isOfSystem(error) ? error.message : reasonOf(error);
    throw new BadInput(`${path}: cannot be read: ${reason}`);
  }
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  const issues = read.error.issues.slice(0, mostIssues);
  const told = z.prettifyError({ issues }).replaceAll('\n  → at', ', at');
  const more = read.error.issues.length - issues.length;
  throw new BadInput(`${path}: ${told}${more > 0 ? `\nand ${more} more` : ''}`);
}

/** Of a file for something else nearly everything is wrong. */
const mostIssues = 5;

const meanings = [
  'given-name',
  'middle-name',
  'family-name',
  'family-name-previous',
  'name-suffix',
  'full-name',
  'organisation',
  'legal-form',
  'birth-date',
  'gender',
  'email',
  'phone',
  'street',
  'street-2',
  'house-number',
  'unit',
  'city',
  'region',
  'postcode',
  'country',
  'full-address',
  'identifier',
  'source',
  'updated-at',
  'ignored',
] as const satisfies readonly Meaning[];

const config = z.strictObject({
  columns: z.record(z.string(), z.enum(meanings)).optional(),
  threshold: z.number().gt(0).lt(1).optional(),
});

/** What `--config` says. */
export const readConfig = (path: string | undefined): z.infer<typeof config> =>
  path === undefined ? {} : readJson(path, config);

/** No level is impossible: a single pair that shows it would be worth no end of bits. */
const share = z.number().gt(0).lte(1);

const levelsOf = ({ levels }: ComparisonLevels) =>
  z
    .strictObject(Object.fromEntries(levels.map((level) => [level, share])))
    .refine((shares) => sumOf(Object.values(shares)) <= 1.01, 'levels add up to more than 1');

const comparisons = (kind: keyof typeof comparisonsOf, isWanted: (at: number) => boolean) =>
  z.strictObject(
    Object.fromEntries(
      comparisonsOf[kind].flatMap((each, at) =>
        isWanted(at) ? [[each.comparison, levelsOf(each)] as const] : [],
      ),
    ),
  );

const sumOf = (shares: readonly number[]): number => shares.reduce((sum, each) => sum + each, 0);

const modelShape = (kind: keyof typeof comparisonsOf) => {
  const who = comparisons(kind, (at) => !isPlace[at]);
  const where = comparisons(kind, (at) => isPlace[at] === true);
  return z.object({
    shares: z
      .array(z.number().gte(0).lte(1))
      .length(situations.length)
      .refine((shares) => sumOf(shares) <= 1.01, 'shares add up to more than 1')
      .refine(
        (shares) => sumOf(shares.slice(0, matching)) > 0 && sumOf(shares.slice(strange)) > 0,
        'no pair at all would be of one customer, or of two',
      ),
    who: z.object({ match: who, housemate: who, stranger: who }),
    where: z.object({ door: where, town: where, far: where }),
  });
};

/** The models that `--model` names; `undefined` where that file is still to be written. */
export function readModel(path: string | undefined): Models | undefined {
  if (path === undefined || !existsSync(path)) return undefined;
  const { person, organisation } = readJson(
    path,
    z.object({ person: modelShape('person'), organisation: modelShape('organisation') }),
  );
  return {
    person: modelOf('person', person),
    organisation: modelOf('organisation', organisation),
  };
}
