import * as z from 'zod';
import type { Contract } from '#functions/shared/contract';
import {
  attributeName,
  attributes,
  crosswalkRef,
  customerId,
  customerView,
  hidden,
  instant,
  json,
  pageOf,
  paging,
  pairScore,
  reason,
  taskId,
} from '#functions/shared/fields';

const byId = z.object({ customerId });
const notHere = ['customer.not-found', 'customer.retired', 'customer.removed'] as const;
const idMap = z
  .record(z.string(), z.string())
  .describe('Every id that now resolves elsewhere → the living id.');

export const mergeCustomers = {
  method: 'POST',
  path: '/customers/{customerId}/merge',
  summary: 'Merges another customer into this one, whose id survives. Undone by unmerge.',
  permission: 'customer:steward',
  ifMatch: 'optional',
  params: byId,
  body: z.strictObject({ with: customerId, reason: reason.optional() }),
  response: z.object({ customer: customerView, idMap }),
  refusals: [
    ...notHere,
    'customer.merge-with-itself',
    'customer.already-merged',
    'customer.kinds-differ',
    'customer.marked-different',
    'customer.too-large',
    'precondition.failed',
    'conflict.busy',
  ],
} as const satisfies Contract;

export const unmergeCustomer = {
  method: 'POST',
  path: '/customers/{customerId}/unmerge',
  summary:
    'Takes a merge back: the merged customer and what was merged into it live again under its id.',
  permission: 'customer:steward',
  ifMatch: 'optional',
  params: byId,
  body: z.strictObject({ customerId, reason: reason.optional() }),
  response: z.object({ customers: z.array(customerView).readonly(), idMap }),
  refusals: [
    ...notHere,
    'customer.not-merged',
    'customer.too-large',
    'precondition.failed',
    'conflict.busy',
  ],
} as const satisfies Contract;

export const splitCustomer = {
  method: 'POST',
  path: '/customers/{customerId}/split',
  summary:
    'Splits source records off: they are someone else, and the machine will not join them again.',
  permission: 'customer:steward',
  ifMatch: 'optional',
  params: byId,
  body: z.strictObject({
    sources: z.array(crosswalkRef).min(1).max(200),
    reason: reason.optional(),
  }),
  response: z.object({ customers: z.array(customerView).readonly(), idMap }),
  refusals: [
    ...notHere,
    'split.leaves-nothing',
    'split.too-large',
    'split.source-not-here',
    'customer.too-large',
    'precondition.failed',
    'conflict.busy',
  ],
} as const satisfies Contract;

const pinView = z.object({
  attribute: attributeName,
  value: json.optional(),
  hidden,
  actor: z.string(),
  pinnedAt: instant,
  reason: z.string().optional(),
});

export const listPins = {
  method: 'GET',
  path: '/customers/{customerId}/pins',
  summary: "The stewards' words on this customer.",
  permission: 'customer:read',
  params: byId,
  response: z.object({ items: z.array(pinView).readonly() }),
  refusals: notHere,
} as const satisfies Contract;

export const pinAttribute = {
  method: 'POST',
  path: '/customers/{customerId}/pins',
  summary: 'Pins one attribute to a value (`null`: to having none); no source overwrites it.',
  permission: 'customer:steward',
  ifMatch: 'optional',
  params: byId,
  body: z.strictObject({ attribute: attributeName, value: json, reason: reason.optional() }),
  response: customerView,
  refusals: [
    ...notHere,
    'pin.unknown-attribute',
    'record.invalid',
    'customer.hidden-values',
    'customer.too-large',
    'precondition.failed',
    'conflict.busy',
  ],
} as const satisfies Contract;

export const unpinAttribute = {
  method: 'DELETE',
  path: '/customers/{customerId}/pins/{attribute}',
  summary: 'Takes the pin away; the sources speak again.',
  permission: 'customer:steward',
  ifMatch: 'optional',
  params: byId.extend({ attribute: attributeName }),
  response: customerView,
  refusals: [
    ...notHere,
    'pin.unknown-attribute',
    'pin.not-found',
    'customer.too-large',
    'precondition.failed',
    'conflict.busy',
  ],
} as const satisfies Contract;

const pair = byId.extend({ otherId: customerId });

export const markDifferent = {
  method: 'PUT',
  path: '/customers/{customerId}/different/{otherId}',
  summary: 'These two are not one customer; no machine merges them from now on.',
  permission: 'customer:steward',
  params: pair,
  response: z.object({ customerIds: z.array(customerId).readonly() }),
  refusals: [...notHere, 'customer.merge-with-itself', 'customer.already-merged', 'conflict.busy'],
} as const satisfies Contract;

export const liftDifference = {
  method: 'DELETE',
  path: '/customers/{customerId}/different/{otherId}',
  summary: 'Takes back that these two are different.',
  permission: 'customer:steward',
  params: pair,
  response: z.object({ customerIds: z.array(customerId).readonly() }),
  refusals: [...notHere, 'customer.merge-with-itself', 'difference.not-found', 'conflict.busy'],
} as const satisfies Contract;

export const whyCustomers = {
  method: 'GET',
  path: '/customers/{customerId}/why/{otherId}',
  summary: 'Why these are, or are not, one customer.',
  permission: 'customer:read',
  params: pair,
  response: z.object({
    same: z.boolean(),
    customerIds: z.array(customerId).readonly().describe('What the two ids resolve to.'),
    merges: z
      .array(z.object({ customerId, into: customerId, by: z.enum(['auto', 'steward']) }))
      .readonly()
      .describe('The decisions that made them one.'),
    markedDifferent: z.boolean(),
    decision: z.enum(['match', 'possible-match', 'no-match']).optional(),
    because: z.string(),
    score: pairScore.optional(),
    thresholds: z.object({ link: z.number(), review: z.number() }),
  }),
  refusals: ['customer.not-found', 'customer.removed'],
} as const satisfies Contract;

const taskView = z.object({
  taskId,
  kind: z.literal('possible-match'),
  customerIds: z.array(customerId).readonly(),
  because: z.string(),
  score: pairScore,
  openedAt: instant,
  state: z.enum(['open', 'decided']),
  decision: z.enum(['same', 'different', 'later']).optional(),
  decidedBy: z.string().optional(),
  decidedAt: instant.optional(),
});

export const listTasks = {
  method: 'GET',
  path: '/tasks',
  summary:
    'The review queue: what the machine left open and is open still, oldest first; a page may be short.',
  permission: 'task:read',
  query: z.strictObject(paging),
  response: pageOf(taskView),
  refusals: [],
} as const satisfies Contract;

export const readTask = {
  method: 'GET',
  path: '/tasks/{taskId}',
  summary: 'One review task with both customers as they are now.',
  permission: 'task:read',
  params: z.object({ taskId }),
  response: taskView.extend({
    customers: z
      .array(z.object({ customerId, attributes, hidden }))
      .readonly()
      .describe('Those that the caller may see; one when they became one customer meanwhile.'),
  }),
  refusals: ['task.not-found'],
} as const satisfies Contract;

export const decideTask = {
  method: 'POST',
  path: '/tasks/{taskId}/decision',
  summary: "A steward's word: same (merges), different (never merged by a machine) or later.",
  permission: 'task:decide',
  params: z.object({ taskId }),
  body: z.strictObject({
    decision: z.enum(['same', 'different', 'later']),
    reason: reason.optional(),
  }),
  response: taskView.extend({ customerId: customerId.optional() }),
  refusals: [
    'task.not-found',
    'task.already-decided',
    'customer.removed',
    'customer.already-merged',
    'customer.marked-different',
    'customer.too-large',
    'conflict.busy',
  ],
} as const satisfies Contract;
