import { type Resource, resourcesOf, type synthesized } from './synthesized.ts';

type Templates = Omit<ReturnType<typeof synthesized>, 'app' | 'stacks'>;

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface RoleStatement {
  readonly role: string;
  readonly sid: string;
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: readonly string[];
}

const listOf = <T>(one: T | readonly T[]): readonly T[] =>
  Array.isArray(one) ? (one as readonly T[]) : [one as T];

/** Every statement of every role, with references written as a person would. */
export function roleStatements(templates: Templates): readonly RoleStatement[] {
  const exported = new Map(
    Object.values(templates).flatMap((template) =>
      Object.values(
        (template.toJSON().Outputs ?? {}) as Record<
          string,
          { Value: unknown; Export?: { Name: string } }
        >,
      ).map(({ Value, Export }) => [Export?.Name, Value] as const),
    ),
  );

  function readable(value: unknown): string {
    if (typeof value !== 'object' || value === null) return String(value);
    const [[name, of]] = Object.entries(value) as [[string, unknown]];
    switch (name) {
      case 'Ref':
        return String(of)
          .replace(/^AWS::/, '')
          .replace(/[0-9A-F]{8}$/, '');
      case 'Fn::GetAtt':
        return `${String((of as string[])[0]).replace(/[0-9A-F]{8}$/, '')}.${(of as string[])[1]}`;
      case 'Fn::ImportValue':
        return readable(exported.get(of as string));
      case 'Fn::Join':
        return (of as [string, unknown[]])[1].map(readable).join((of as [string])[0]);
      default:
        return JSON.stringify(value);
    }
  }

  const statementsOf = ({ Properties }: Resource): readonly RoleStatement[] => {
    const { Statement } = Properties!.PolicyDocument as { Statement: readonly Statement[] };
    return Statement.map((statement) => ({
      role: listOf(Properties!.Roles).map(readable).join(', '),
      sid: statement.Sid ?? '',
      effect: statement.Effect,
      actions: listOf(statement.Action),
      resources: listOf(statement.Resource).map(readable),
      conditions: Object.entries(statement.Condition ?? {}).flatMap(([operator, tests]) =>
        Object.entries(tests).map(
          ([key, values]) => `${key} ${operator} ${listOf(values).map(readable).join(' | ')}`,
        ),
      ),
    }));
  };

  return Object.values(templates).flatMap((template) =>
    resourcesOf(template)
      .filter(([, { Type }]) => Type === 'AWS::IAM::Policy')
      .flatMap(([, policy]) => statementsOf(policy)),
  );
}

/** One role after another, as text to be read in a review. */
export const describeRoles = (statements: readonly RoleStatement[]): string =>
  [...Map.groupBy(statements, ({ role }) => role)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([role, own]) =>
        `${role}\n${own
          .map(({ sid, effect, actions, resources, conditions }) =>
            [
              `  ${sid} (${effect})`,
              ...actions.map((each) => `    ${each}`),
              ...resources.map((each) => `    on ${each}`),
              ...conditions.map((each) => `    if ${each}`),
            ].join('\n'),
          )
          .join('\n')}\n`,
    )
    .join('\n');
