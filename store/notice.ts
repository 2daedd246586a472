import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Instant, JsonObject } from '#core/kernel/types';
import { upgraded } from './item-format.ts';
import { noticePrefix } from './keys.ts';

/**
 * What is to be told to one spoke about a thing that is no customer. Its insertion is the outbox:
 * written once, in the transaction of the change itself. Ids, names and counts only.
 */
export interface Notice {
  /** The event, such as `import.finished.v1`. */
  readonly type: string;
  /** Of the thing: `imp_…`. */
  readonly id: string;
  /** Of what is told of one thing more than once: 1, 2, … */
  readonly number?: number;
  /** Who hears of it. */
  readonly spoke: string;
  readonly at: Instant;
  readonly actor: string;
  readonly correlationId: string;
  /** What the event says beside its metadata. */
  readonly facts: JsonObject;
}

/** The notice in a stream record's new image; `undefined` when the image is of another item. */
export function noticeOf(image: Readonly<Record<string, AttributeValue>>): Notice | undefined {
  if (!image.SK?.S?.startsWith(noticePrefix)) return undefined;
  const { PK: _, SK: __, ...notice } = upgraded(unmarshall({ ...image }));
  // Items under this prefix are written by this module alone, from a `Notice`.
  return notice as unknown as Notice;
}
