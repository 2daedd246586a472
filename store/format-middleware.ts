import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type FormatChains, stamped, upgraded } from './item-format.ts';

type Item = Readonly<Record<string, unknown>>;
interface Put {
  readonly Item?: Item;
}
interface Input extends Put {
  readonly ProjectionExpression?: string;
  readonly TransactItems?: readonly { readonly Put?: Put }[];
}
interface Output extends Put {
  readonly Items?: readonly Item[];
  readonly Responses?: Readonly<Record<string, readonly Item[]>>;
}

/**
 * Every item that is put gets its format, every item that is read comes in the newest form. In the
 * client, so that no reader and no writer can forget it. Works on documents, before they become
 * DynamoDB's own form. An update of single attributes leaves an item in the format that it has.
 */
export function keepFormats(client: DynamoDBClient, chains: FormatChains): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const input = args.input as Input;
      const answer = await next({
        ...args,
        input: withFormats(input, chains) as typeof args.input,
      });
      const isPartial = input.ProjectionExpression !== undefined;
      if (isPartial) return answer;
      const output = answer.output as Output;
      return { ...answer, output: upgradedOutput(output, chains) as typeof answer.output };
    },
    { name: 'keepFormats', step: 'initialize', override: true },
  );
}

function withFormats(input: Input, chains: FormatChains): Input {
  if (input.Item !== undefined) return { ...input, Item: stamped(input.Item, chains) };
  if (input.TransactItems === undefined) return input;
  const TransactItems = input.TransactItems.map((each) =>
    each.Put?.Item === undefined
      ? each
      : { ...each, Put: { ...each.Put, Item: stamped(each.Put.Item, chains) } },
  );
  return { ...input, TransactItems };
}

function upgradedOutput(output: Output, chains: FormatChains): Output {
  const of = (items: readonly Item[]) => items.map((item) => upgraded(item, chains));
  return {
    ...output,
    ...(output.Item === undefined ? {} : { Item: upgraded(output.Item, chains) }),
    ...(output.Items === undefined ? {} : { Items: of(output.Items) }),
    ...(output.Responses === undefined
      ? {}
      : {
          Responses: Object.fromEntries(
            Object.entries(output.Responses).map(([table, items]) => [table, of(items)]),
          ),
        }),
  };
}
