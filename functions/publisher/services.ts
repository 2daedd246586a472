import type { Measure } from '#functions/shared/measure';
import type { BusEntry } from '#store/events';

/** A stream record that can never be published. Ids and codes only; its image lies in the poison bucket. */
export interface PoisonNotice {
  /** `unreadable`, `contract-violation`, `entry-too-large`, `bus-refused`. */
  readonly reason: string;
  readonly customerId?: string;
  readonly taskId?: string;
  /** Of anything else, such as an import. */
  readonly id?: string;
  /** Of the record in the table's stream. */
  readonly streamSequenceNumber: string;
  /** Where the record's new image lies in the poison bucket, as sealed as it was in the table. */
  readonly objectKey: string;
  /** Pointer and rule of each violation, or the bus's error code and the spoke; never a value. */
  readonly findings: readonly string[];
}

/** Everything the publisher may touch. */
export interface PublisherServices {
  /** Names of the spokes that want events, as registered now. */
  readonly listeners: () => Promise<readonly string[]>;
  /** One PutEvents request: per entry its error code, `undefined` where it was taken. */
  readonly putEvents: (entries: readonly BusEntry[]) => Promise<readonly (string | undefined)[]>;
  readonly putPoison: (objectKey: string, body: string) => Promise<void>;
  readonly sendPoison: (notice: PoisonNotice) => Promise<void>;
  readonly wait: (ms: number) => Promise<void>;
  /** What is left of the function's time. */
  readonly remainingMs: () => number;
  /** The machine's clock. */
  readonly nowMs: () => number;
  readonly measure: Measure;
  readonly log: (message: string, facts?: Readonly<Record<string, unknown>>) => void;
}
