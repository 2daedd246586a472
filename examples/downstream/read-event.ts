import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import changed from '../../events/customer.changed.v1/schema.json' with { type: 'json' };
import created from '../../events/customer.created.v1/schema.json' with { type: 'json' };
import erased from '../../events/customer.erased.v1/schema.json' with { type: 'json' };
import merged from '../../events/customer.merged.v1/schema.json' with { type: 'json' };
import removed from '../../events/customer.removed.v1/schema.json' with { type: 'json' };
import split from '../../events/customer.split.v1/schema.json' with { type: 'json' };

/** What this subscriber reads of an event. The schemas in `events/` say the rest. */
export interface CustomerEvent {
  readonly type: string;
  readonly eventId: string;
  readonly customerId: string;
  readonly sequence: number;
  /** Customer ids that lead elsewhere from now on → where. */
  readonly idMap: Readonly<Record<string, string>>;
}

interface Detail {
  readonly metadata: Pick<CustomerEvent, 'eventId' | 'customerId' | 'sequence'>;
  readonly spoke: string;
  readonly idMap?: Readonly<Record<string, string>>;
}

// A contract grows within its version: fields that we do not know yet are no fault.
const ajv = new Ajv2020({ strict: false });
const contracts: Readonly<Record<string, ValidateFunction<Detail>>> = Object.fromEntries(
  Object.entries({
    'customer.created.v1': created,
    'customer.changed.v1': changed,
    'customer.merged.v1': merged,
    'customer.split.v1': split,
    'customer.removed.v1': removed,
    'customer.erased.v1': erased,
  }).map(([type, schema]) => [type, ajv.compile<Detail>(withRoomToGrow(schema) as object)]),
);

/** Reads an event as EventBridge delivers it. Undefined for a type that we do not follow. */
export function readEvent(body: string, spoke: string): CustomerEvent | undefined {
  const { 'detail-type': type, detail } = JSON.parse(body) as Record<string, unknown>;
  const fits = contracts[String(type)];
  if (fits === undefined) return undefined;
  if (!fits(detail))
    throw new Error(`${String(type)} breaks its contract: ${rulesOf(fits.errors)}`);
  if (detail.spoke !== spoke) throw new Error('an event for another spoke');
  return { type: String(type), ...pick(detail.metadata), idMap: detail.idMap ?? {} };
}

const pick = ({ eventId, customerId, sequence }: Detail['metadata']) => ({
  eventId,
  customerId,
  sequence,
});

/** Where and by which rule; never what stood there. */
const rulesOf = (errors: readonly { instancePath: string; keyword: string }[] | null | undefined) =>
  (errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`).join(', ');

/** The schema without `additionalProperties: false`. */
function withRoomToGrow(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withRoomToGrow);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).flatMap(([keyword, value]) =>
      keyword === 'additionalProperties' && value === false
        ? []
        : [[keyword, withRoomToGrow(value)]],
    ),
  );
}
