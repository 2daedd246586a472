import * as z from 'zod';
import type { Violation } from '#core/kernel/refusal';
import { matchWeights, weightsFault } from '#core/matching/define-weights';
import {
  type AttributeDefinition,
  type AttributeType,
  attributeRetentionStarts,
  type CustomerSchema,
  type MatchRole,
  type ValidationRule,
} from './customer-schema.ts';
import { isDay } from './day.ts';
import { patternFault } from './safe-pattern.ts';

const mostAttributes = 100;
const mostValues = 500;
const mostRules = 20;
/** A record cannot nest deeper than its schema, so this bounds both. */
const deepest = 4;
const mostViolations = 100;
/** Characters of a text whose schema names no limit, as `validate` has it. */
const longestByDefault: Partial<Record<AttributeType['type'], number>> = {
  email: 254,
  phone: 50,
  date: 10,
  'organisation-name': 300,
};

const attributeName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,62}$/, {
    error: 'Starts with a small letter; letters and digits; at most 63.',
    abort: true,
  })
  .refine(
    (name) => name !== 'prototype' && !(name in Object.prototype),
    'JavaScript keeps this name for itself.',
  );
const ruleId = z
  .string()
  .regex(/^[a-z][a-z0-9.-]{0,62}$/, 'Small letters, digits, dots and hyphens; at most 63.');
// Definitions are stored in clear, and DynamoDB takes no half of a surrogate pair.
const unicode = z.string().refine((text) => text.isWellFormed(), 'Half of a surrogate pair.');
const label = unicode.min(1).max(200);
const prose = unicode.max(1000);
const textValues = z
  .array(unicode.min(1).max(200))
  .min(1)
  .max(mostValues)
  .refine((values) => new Set(values).size === values.length, 'The same value twice.');
const day = z.string().refine(isDay, 'There is no such day; written YYYY-MM-DD.');
const count = z.int().min(0);
// Within what every store of numbers keeps exactly.
const bound = z
  .number()
  .min(Number.MIN_SAFE_INTEGER)
  .max(Number.MAX_SAFE_INTEGER)
  .refine((limit) => limit === 0 || Math.abs(limit) >= 1e-9, 'Too near to zero.');

const rule = z.discriminatedUnion('kind', [
  z.strictObject({ id: ruleId, kind: z.literal('pattern'), pattern: unicode.min(1) }),
  z.strictObject({
    id: ruleId,
    kind: z.literal('length'),
    min: count.optional(),
    max: count.optional(),
  }),
  z.strictObject({
    id: ruleId,
    kind: z.literal('range'),
    min: bound.optional(),
    max: bound.optional(),
  }),
  z.strictObject({
    id: ruleId,
    kind: z.literal('date-range'),
    notBefore: day.optional(),
    notAfterToday: z.boolean().optional(),
  }),
  z.strictObject({ id: ruleId, kind: z.literal('one-of'), values: textValues }),
]);

const matchRoles = [
  'person-name',
  'organisation-name',
  'birth-date',
  'gender',
  'email',
  'phone',
  'postal-address',
  'identifier',
  'social',
  'none',
] as const satisfies readonly MatchRole[];

/** What an attribute has whatever its type. */
const common = {
  name: attributeName,
  title: label.optional(),
  description: prose.optional(),
  classification: z.enum(['public', 'personal', 'sensitive']),
  required: z.boolean().optional(),
  match: z.enum(matchRoles).optional(),
  survivorship: z
    .enum(['most-trusted', 'most-recent', 'most-frequent', 'most-complete', 'union'])
    .optional(),
  rules: z.array(rule).max(mostRules).optional(),
  retention: z
    .strictObject({
      value: z.int().min(1).max(1200),
      unit: z.enum(['calendar_days', 'months', 'years']),
      after: z.enum(attributeRetentionStarts),
    })
    .optional(),
};

/** What each type has of its own. Members of groups and items of lists are checked level by level. */
const ofType = {
  'person-name': {},
  'organisation-name': { maxLength: z.int().min(1).max(2000).optional() },
  email: {},
  phone: {},
  'postal-address': { roles: textValues.optional() },
  date: {},
  identifier: { types: textValues.optional() },
  enumeration: { values: textValues },
  number: { integer: z.boolean().optional() },
  text: { maxLength: z.int().min(1).max(10_000).optional() },
  boolean: {},
  group: { attributes: z.array(z.unknown()).min(1).max(mostAttributes) },
  list: { items: z.unknown(), maxItems: z.int().min(1).max(1000).optional() },
} as const satisfies Record<AttributeType['type'], Record<string, z.ZodType>>;

type TypeName = keyof typeof ofType;

const itemShapes = new Map<string, z.ZodType>(
  Object.entries(ofType).map(([type, own]) => [
    type,
    z.strictObject({ type: z.literal(type), ...own }),
  ]),
);
const attributeShapes = new Map<string, z.ZodType>(
  Object.entries(ofType).map(([type, own]) => [
    type,
    z.strictObject({ ...common, type: z.literal(type), ...own }),
  ]),
);

const head = z.strictObject({
  name: z.string().optional(),
  version: z.number().optional(),
  kind: z.enum(['person', 'organisation']),
  title: label,
  description: prose.optional(),
  orgUnit: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,62}$/)
    .optional(),
  attributes: z.array(z.unknown()).min(1).max(mostAttributes),
  matchModel: matchWeights.optional(),
});

/** The types that a role can be read from; a group and a list count by what is inside. */
const typesOfRole: Readonly<Record<Exclude<MatchRole, 'none' | 'social'>, readonly TypeName[]>> = {
  'person-name': ['person-name'],
  'organisation-name': ['organisation-name', 'text'],
  'birth-date': ['date'],
  gender: ['enumeration', 'text'],
  email: ['email'],
  phone: ['phone'],
  'postal-address': ['postal-address'],
  identifier: ['identifier'],
};

/** The kinds of rule that can hold for a type. */
const typesOfRule: Readonly<Record<ValidationRule['kind'], readonly TypeName[]>> = {
  pattern: ['text', 'organisation-name', 'email', 'phone', 'enumeration', 'date'],
  length: ['text', 'organisation-name', 'email', 'phone', 'list'],
  range: ['number'],
  'date-range': ['date'],
  'one-of': ['text', 'enumeration'],
};

type Report = (pointer: string, rule: string, message: string) => void;

/**
 * Checks a schema definition before anything is stored by it. The name comes from the route and wins;
 * the version given here is 1, the store counts on.
 *
 * Violations point into the definition (RFC 6901); their rules are `type`, `name.unique`,
 * `rule.unique`, `rule.type`, `rule.range`, `pattern.safe`, `match.type`, `match-model`,
 * `survivorship.union`, `retention.level`, `retention.required`, `depth`, `name`. At most 100. Never throws, whatever JSON comes in.
 */
export function defineSchema(
  input: unknown,
  name: string,
): { readonly schema: CustomerSchema } | { readonly violations: readonly Violation[] } {
  const violations: Violation[] = [];
  const report: Report = (pointer, rule, message) => {
    if (violations.length < mostViolations) violations.push({ pointer, rule, message });
  };
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(name)) {
    report(
      '/name',
      'name',
      'Starts with a small letter; small letters, digits, hyphens; at most 63.',
    );
  }
  const definition = readAs(head, input, '', report);
  if (definition === undefined) return { violations };
  checkLevel(definition.attributes, '/attributes', 1, report);
  const { kind, title, description, orgUnit, matchModel } = definition;
  const fault = matchModel && weightsFault(matchModel, kind);
  if (fault !== undefined) report(`/matchModel${fault.pointer}`, 'match-model', fault.message);
  if (violations.length > 0) return { violations };
  return {
    schema: {
      name,
      version: 1,
      kind,
      title,
      ...(description !== undefined && { description }),
      ...(orgUnit !== undefined && { orgUnit }),
      attributes: definition.attributes as readonly AttributeDefinition[],
      ...(matchModel !== undefined && { matchModel }),
    },
  };
}

/** The input when it has the shape; else every place where it has not is reported. */
function readAs<T>(
  shape: z.ZodType<T>,
  input: unknown,
  pointer: string,
  report: Report,
): T | undefined {
  const result = shape.safeParse(input);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const at = pointer + issue.path.map(step).join('');
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) report(at + step(key), 'type', 'There is no such member.');
    } else report(at, 'type', issue.message);
  }
  return undefined;
}

const step = (name: PropertyKey): string =>
  `/${String(name).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`;

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

function checkLevel(
  definitions: readonly unknown[],
  pointer: string,
  depth: number,
  report: Report,
): void {
  const names = new Set<unknown>();
  for (const [at, definition] of definitions.entries()) {
    const here = `${pointer}/${at}`;
    const name = memberOf(definition, 'name');
    if (typeof name === 'string' && names.has(name)) {
      report(`${here}/name`, 'name.unique', 'Another attribute of this level has this name.');
    }
    names.add(name);
    if (checkType(definition, attributeShapes, here, depth, report)) {
      checkAttribute(definition as AttributeDefinition, here, depth, report);
    }
  }
}

/** Whether the definition, and all below it, has the shape of its type. */
function checkType(
  definition: unknown,
  shapes: ReadonlyMap<string, z.ZodType>,
  pointer: string,
  depth: number,
  report: Report,
): boolean {
  if (depth > deepest) {
    report(pointer, 'depth', `At most ${deepest} levels.`);
    return false;
  }
  const type = memberOf(definition, 'type');
  const shape = typeof type === 'string' ? shapes.get(type) : undefined;
  if (shape === undefined) {
    report(`${pointer}/type`, 'type', `One of: ${[...shapes.keys()].join(', ')}.`);
    return false;
  }
  if (readAs(shape, definition, pointer, report) === undefined) return false;
  if (type === 'list') {
    return checkType(
      memberOf(definition, 'items'),
      itemShapes,
      `${pointer}/items`,
      depth + 1,
      report,
    );
  }
  if (type === 'group') {
    const members = memberOf(definition, 'attributes') as readonly unknown[];
    checkLevel(members, `${pointer}/attributes`, depth + 1, report);
  }
  return true;
}

function checkAttribute(
  attribute: AttributeDefinition,
  pointer: string,
  depth: number,
  report: Report,
): void {
  checkRules(attribute, pointer, report);
  if (attribute.match !== undefined && !canMatch(attribute, attribute.match)) {
    report(`${pointer}/match`, 'match.type', 'This role cannot be read from this type.');
  }
  if (attribute.survivorship === 'union' && attribute.type !== 'list') {
    report(`${pointer}/survivorship`, 'survivorship.union', 'Only a list can be a union.');
  }
  if (attribute.retention !== undefined)
    checkRetention(attribute, `${pointer}/retention`, depth, report);
}

/** What runs out is taken away whole, and leaves a valid record. */
function checkRetention(
  { required }: AttributeDefinition,
  pointer: string,
  depth: number,
  report: Report,
): void {
  if (depth > 1)
    report(pointer, 'retention.level', 'Only an attribute of the first level has a retention.');
  if (required === true)
    report(pointer, 'retention.required', 'What a record must have cannot run out.');
}

function checkRules(attribute: AttributeDefinition, pointer: string, report: Report): void {
  const ids = new Set<string>();
  for (const [at, each] of (attribute.rules ?? []).entries()) {
    const here = `${pointer}/rules/${at}`;
    if (ids.has(each.id)) report(`${here}/id`, 'rule.unique', 'Another rule here has this id.');
    ids.add(each.id);
    const applies = typesOfRule[each.kind];
    const item = attribute.type === 'list' ? attribute.items.type : undefined;
    if (!applies.includes(attribute.type) && !(item && applies.includes(item))) {
      report(`${here}/kind`, 'rule.type', 'This kind of rule does not fit the type.');
    }
    const fault =
      each.kind === 'pattern' ? patternFault(each.pattern, longestText(attribute)) : undefined;
    if (fault !== undefined) report(`${here}/pattern`, 'pattern.safe', fault);
    const isTurned = 'min' in each && 'max' in each && (each.min ?? 0) > (each.max ?? 0);
    if (isTurned) report(`${here}/min`, 'rule.range', 'The least is more than the most.');
  }
}

/** How long the texts of a type become, as `validate` limits them. */
function longestText(type: AttributeType): number {
  if (type.type === 'list') return longestText(type.items);
  return 'maxLength' in type && type.maxLength !== undefined
    ? type.maxLength
    : (longestByDefault[type.type] ?? 1000);
}

/** `social` needs a group with `network` and `handle`; the other roles a value of one of their types. */
function canMatch(type: AttributeType, role: MatchRole): boolean {
  if (role === 'none') return true;
  if (type.type === 'list') return canMatch(type.items, role);
  if (role === 'social') {
    return (
      type.type === 'group' &&
      ['network', 'handle'].every((name) =>
        type.attributes.some((each) => each.name === name && each.type === 'text'),
      )
    );
  }
  if (type.type === 'group') return type.attributes.some((each) => canMatch(each, role));
  return typesOfRole[role].includes(type.type);
}
