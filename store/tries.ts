import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { triesKey } from './keys.ts';
import type { TableClient } from './table-client.ts';
import { makeTokeniser } from './tokeniser.ts';
import type { Vault } from './vault.ts';

export interface TryLimit {
  readonly most: number;
  /** Windows begin at multiples of this; at the turn of one, twice as many may come together. */
  readonly withinSeconds: number;
}

/** How often something was tried with what nobody may read: an address, a code. Counted under a keyed token. */
export interface Tries {
  /** Counts one more try; false where there were enough already. One write, whatever the answer. */
  take(kind: string, text: string, limit: TryLimit): Promise<boolean>;
}

interface TriesOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Pick<Vault, 'indexKey'>;
  readonly clock: () => string;
}

export function makeTries({ client, table, vault, clock }: TriesOptions): Tries {
  return {
    async take(kind, text, { most, withinSeconds }) {
      const window = Math.floor(Date.parse(clock()) / 1000 / withinSeconds);
      const token = (await makeTokeniser(vault)).tries(kind, `${window}`, text);
      const { Attributes } = await client.send(
        new UpdateCommand({
          TableName: table,
          Key: triesKey(token),
          UpdateExpression: 'ADD tried :one SET expiresAtSeconds = :end',
          ExpressionAttributeValues: { ':one': 1, ':end': (window + 2) * withinSeconds },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return Number(Attributes?.tried) <= most;
    },
  };
}
