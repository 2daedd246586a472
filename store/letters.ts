import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Instant, Json } from '#core/kernel/types';
import { type Key, letterKey, letterPartition, noticeKey } from './keys.ts';
import type { Notice } from './notice.ts';
import type { Change } from './ports.ts';
import { type SealPlace, seal, unseal } from './seal.ts';
import type { TableClient } from './table-client.ts';
import { type Action, transact } from './transact.ts';
import type { Vault } from './vault.ts';

/**
 * What a letter is for; the spoke that sends it has a text for each.
 * - `door`: `facts.link` opens the person's own door (docs/me.md).
 * - `package-ready`: `facts.link` opens the page of a package, once in each format (docs/privacy-package.md).
 * - `door-shared`: somebody asked for the door, and it cannot be opened from an address that several customers share.
 * - `request-proof`: somebody asked in this customer's name for what privacy law gives; who did shows
 *   `facts.link` or tells `facts.code` (docs/privacy-verification.md).
 */
export type LetterKind = 'door' | 'door-shared' | 'package-ready' | 'request-proof';

/** Where a letter goes. */
export interface LetterAddress {
  readonly kind: 'email' | 'phone';
  readonly value: string;
}

/** What of a letter nobody but its reader may know; sealed under the key of its customer. */
export interface LetterContent {
  readonly to: LetterAddress;
  /** As the customer's golden record has it. */
  readonly language?: string;
  /** Texts by name, such as `link` or `code`. */
  readonly facts: Readonly<Record<string, string>>;
}

export interface Letter {
  /** `ltr_…` */
  readonly letterId: string;
  readonly kind: LetterKind;
  /** The one spoke that is asked to send it, and may read it. */
  readonly spoke: string;
  readonly customerId: string;
  /** Under whose key it is sealed, where that is not the customer's: it then outlives him. */
  readonly sealedFor?: string;
  readonly requestedAt: Instant;
  /** Not read at this instant or later. */
  readonly expiresAt: Instant;
}

export interface OpenedLetter extends Letter {
  readonly content: LetterContent;
  /** How often it can be read again. */
  readonly readsLeft: number;
}

/** What the hub asks spokes to send to customers: it sends no mail itself. */
export interface Letters {
  /**
   * Writes the letter and the notice that becomes `letter.requested.v1`, in one transaction. False
   * where the customer's key is gone, and nothing may be sealed for him any more.
   */
  write(letter: Letter, content: LetterContent, change: Change): Promise<boolean>;
  /**
   * Opens it for its own spoke and counts that. `undefined`: not there, another spoke's, over, read
   * too often, or its customer was erased. One write, whatever it is.
   */
  read(letterId: string, spoke: string): Promise<OpenedLetter | undefined>;
}

/** A spoke that failed half-way reads it again; who found an id must not read on and on. */
export const mostReads = 10;
/** The outbox is read within a day; the notice holds ids only. */
const noticeSeconds = 7 * 24 * 60 * 60;

interface LetterItem extends Key, Letter {
  readonly sealed: Uint8Array;
  readonly reads: number;
  readonly expiresAtSeconds: number;
}

interface LettersOptions {
  readonly client: TableClient;
  readonly table: string;
  readonly vault: Pick<Vault, 'subjectKeys'>;
  readonly tenant: string;
  readonly clock: () => Instant;
}

export function makeLetters({ client, table, vault, tenant, clock }: LettersOptions): Letters {
  const keyOf = async (customerId: string) =>
    (await vault.subjectKeys([customerId])).get(customerId);
  const putNew = (Item: object): Action => ({
    Put: { TableName: table, Item: { ...Item }, ConditionExpression: 'attribute_not_exists(PK)' },
  });

  return {
    async write(letter, content, change) {
      const key = await keyOf(letter.sealedFor ?? letter.customerId);
      if (key === undefined) return false;
      const item: LetterItem = {
        ...letterKey(letter.letterId),
        ...letter,
        sealed: seal(key, content as unknown as Json, placeOf(tenant, letter)),
        reads: 0,
        expiresAtSeconds: seconds(letter.expiresAt),
      };
      await transact(client, [putNew(item), putNew(noticeItem(letter, change))]);
      return true;
    },
    async read(letterId, spoke) {
      const item = await countRead({ client, table, clock }, letterId, spoke);
      const key = item && (await keyOf(item.sealedFor ?? item.customerId));
      if (item === undefined || key === undefined) return undefined;
      const { kind, customerId, requestedAt, expiresAt, sealed, reads } = item;
      const letter = { letterId, kind, spoke, customerId, requestedAt, expiresAt };
      // Sealed above, from a `LetterContent`.
      const content = unseal(key, sealed, placeOf(tenant, item)) as unknown as LetterContent;
      return { ...letter, content, readsLeft: mostReads - reads };
    },
  };
}

async function countRead(
  { client, table, clock }: Pick<LettersOptions, 'client' | 'table' | 'clock'>,
  letterId: string,
  spoke: string,
): Promise<LetterItem | undefined> {
  try {
    const { Attributes } = await client.send(
      new UpdateCommand({
        TableName: table,
        Key: letterKey(letterId),
        UpdateExpression: 'ADD #reads :one',
        ConditionExpression: 'spoke = :spoke AND #reads < :most AND expiresAt > :now',
        ExpressionAttributeNames: { '#reads': 'reads' },
        ExpressionAttributeValues: {
          ':one': 1,
          ':spoke': spoke,
          ':most': mostReads,
          ':now': clock(),
        },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return Attributes as LetterItem | undefined;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

function noticeItem(letter: Letter, { actor, correlationId }: Change): object {
  const { letterId, kind, spoke, requestedAt, expiresAt } = letter;
  const type = 'letter.requested.v1';
  const notice: Notice = {
    type,
    id: letterId,
    spoke,
    at: requestedAt,
    actor,
    correlationId,
    facts: { letterId, kind, expiresAt },
  };
  const expiresAtSeconds = seconds(expiresAt) + noticeSeconds;
  return { ...noticeKey(letterPartition(letterId), type), ...notice, expiresAtSeconds };
}

const seconds = (at: Instant) => Math.ceil(Date.parse(at) / 1000);

const placeOf = (tenant: string, { letterId, customerId, sealedFor }: Letter): SealPlace => ({
  tenant,
  subject: sealedFor ?? customerId,
  keyClass: 'profile',
  attribute: `letter:${letterId}`,
  version: 1,
});
