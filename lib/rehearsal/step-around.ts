import { isDeepStrictEqual } from 'node:util';
import type {
  Gap,
  MissingConditionKey,
  MissingProperty,
  MissingResource,
  MissingType,
} from './gaps.ts';

type Properties = Readonly<Record<string, unknown>>;

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Properties;
  readonly DependsOn?: string | readonly string[];
  readonly [attribute: string]: unknown;
}

export interface CloudFormationTemplate {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
  readonly [section: string]: unknown;
}

/** One thing that was left out. */
export interface Omission {
  readonly gap: Gap;
  readonly logicalId: string;
}

export interface SteppedAround {
  readonly template: CloudFormationTemplate;
  readonly omissions: readonly Omission[];
}

/**
 * A template without what the gaps name, and what was left out. Waiting for a resource that is gone
 * ends, and an output of it goes with it; anything else that still refers to it throws, for then
 * the gaps must name that, too.
 */
export function stepAround(template: CloudFormationTemplate, gaps: readonly Gap[]): SteppedAround {
  const resources = Object.entries(template.Resources ?? {});
  const gone = resources.flatMap(([logicalId, resource]): Omission[] =>
    gaps
      .filter((gap) => isMissingType(gap) && isOf(resource, gap))
      .map((gap) => ({ gap, logicalId })),
  );
  const goneIds = new Set(gone.map(({ logicalId }) => logicalId));
  const standIns = new Map(
    gone.flatMap(({ gap, logicalId }): [string, string][] =>
      'standIn' in gap && gap.standIn !== undefined ? [[logicalId, gap.standIn]] : [],
    ),
  );

  const trimmed: Omission[] = [];
  const kept = resources
    .filter(([logicalId]) => !goneIds.has(logicalId))
    .map(([logicalId, resource]): readonly [string, TemplateResource] => {
      let rest = withStandIns(withoutDependencies(resource, goneIds), standIns) as TemplateResource;
      for (const gap of gaps) {
        const less = isMissingType(gap) ? rest : lessOf(rest, gap);
        if (isDeepStrictEqual(less, rest)) continue;
        rest = less;
        trimmed.push({ gap, logicalId });
      }
      if (refersTo(rest, goneIds))
        throw new Error(`${logicalId} (${rest.Type}) refers to a resource that is left out`);
      return [logicalId, rest];
    });
  const outputs = Object.entries(template.Outputs ?? {}).filter(
    ([, output]) => !refersTo(output, goneIds),
  );
  return {
    template: {
      ...template,
      Resources: Object.fromEntries(kept),
      ...(template.Outputs && { Outputs: Object.fromEntries(outputs) }),
    },
    omissions: [...gone, ...trimmed],
  };
}

const isOf = ({ Type, Properties = {} }: TemplateResource, gap: MissingType): boolean =>
  gap.resourceType === Type && (gap.having === undefined || gap.having in Properties);

const isMissingType = (gap: Gap): gap is MissingType =>
  'resourceType' in gap && !('property' in gap);

function lessOf(
  resource: TemplateResource,
  gap: MissingProperty | MissingConditionKey | MissingResource,
): TemplateResource {
  const { Properties } = resource;
  if (Properties === undefined) return resource;
  if ('resourceType' in gap)
    return gap.resourceType === resource.Type
      ? { ...resource, Properties: withoutProperty(Properties, gap.property.split('.')) }
      : resource;
  const change = (statement: Properties) =>
    'action' in gap
      ? onEverything(statement, gap.action)
      : withoutCondition(statement, gap.conditionKey);
  return { ...resource, Properties: inStatements(Properties, change) };
}

function withoutProperty(
  value: Properties,
  [first = '', ...others]: readonly string[],
): Properties {
  if (!(first in value)) return value;
  const { [first]: inner, ...rest } = value;
  if (others.length === 0) return rest;
  return isRecord(inner) ? { ...value, [first]: withoutProperty(inner, others) } : value;
}

/** Changes the statements of policies at any depth; one that denies stays as it is. */
function inStatements(
  value: Properties,
  change: (statement: Properties) => Properties,
): Properties {
  const changed = mapValues(value, (each) =>
    Array.isArray(each)
      ? each.map((one) => (isRecord(one) ? inStatements(one, change) : one))
      : isRecord(each)
        ? inStatements(each, change)
        : each,
  );
  return changed.Effect === 'Allow' ? change(changed) : changed;
}

function withoutCondition(statement: Properties, key: string): Properties {
  const { Condition, ...rest } = statement;
  if (!isRecord(Condition)) return statement;
  const operators = mapValues(Condition, (keys) =>
    isRecord(keys) ? withoutProperty(keys, [key]) : keys,
  );
  const left = Object.entries(operators).filter(([, keys]) => Object.keys(keys ?? {}).length > 0);
  return left.length === 0 ? rest : { ...rest, Condition: Object.fromEntries(left) };
}

const onEverything = (statement: Properties, action: string): Properties =>
  isDeepStrictEqual([statement.Action].flat(), [action])
    ? { ...statement, Resource: '*' }
    : statement;

function withoutDependencies(
  { DependsOn, ...resource }: TemplateResource,
  gone: ReadonlySet<string>,
): TemplateResource {
  const left = [DependsOn ?? []].flat().filter((each) => !gone.has(each));
  return { ...(resource as TemplateResource), ...(left.length > 0 && { DependsOn: left }) };
}

function withStandIns(value: unknown, standIns: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((each) => withStandIns(each, standIns));
  if (!isRecord(value)) return value;
  const standIn = standIns.get(referredTo(value) ?? '');
  return standIn ?? mapValues(value, (each) => withStandIns(each, standIns));
}

function refersTo(value: unknown, ids: ReadonlySet<string>): boolean {
  if (Array.isArray(value)) return value.some((each) => refersTo(each, ids));
  if (!isRecord(value)) return false;
  if (ids.has(referredTo(value) ?? '')) return true;
  return Object.values(value).some((each) => refersTo(each, ids));
}

/** The logical id in `{ Ref }` or `{ Fn::GetAtt }`. */
function referredTo(value: Properties): string | undefined {
  const attribute = value['Fn::GetAtt'];
  const named = value.Ref ?? (Array.isArray(attribute) ? attribute[0] : attribute);
  return typeof named === 'string' ? named.split('.')[0] : undefined;
}

const isRecord = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mapValues = (value: Properties, change: (each: unknown) => unknown): Properties =>
  Object.fromEntries(Object.entries(value).map(([name, each]) => [name, change(each)]));
