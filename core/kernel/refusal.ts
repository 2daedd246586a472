/**
 * Every expected no, with its HTTP status and what it says. docs/refusals.md is made from this table.
 * A refusal's code is its contract; the sentence may be improved.
 */
export const refusals = {
  'request.invalid': [400, 'The request does not fit its schema.'],
  'request.malformed': [400, 'The body is not valid JSON in UTF-8.'],
  'request.too-large': [413, 'The body is larger than this route accepts.'],
  'request.unsupported-media-type': [415, 'The body is of a type that this route does not take.'],
  'auth.unauthenticated': [401, 'A valid bearer token is required.'],
  'auth.forbidden': [403, 'This token does not have the permission that the route names.'],
  'request.blocked': [403, 'The request looked like an attack and was not looked at further.'],
  'route.not-found': [404, 'There is no such route.'],
  'route.method-not-allowed': [405, 'The route does not take this method.'],
  'precondition.required': [428, 'Changing this needs an If-Match header with the ETag last read.'],
  'precondition.failed': [412, 'It has changed since the ETag in If-Match was read.'],
  'idempotency.in-progress': [409, 'A request with this Idempotency-Key is still running.'],
  'idempotency.mismatch': [422, 'This Idempotency-Key was used for a different request.'],
  throttled: [429, 'Too many requests; try again after a pause.'],
  'quota-exceeded': [429, 'The number of requests that the plan of this client allows is used up.'],
  overloaded: [503, 'The hub has more to do than it can; try again after a pause.'],
  'restore.replaying': [
    503,
    'A restored table is being cleaned of everybody who was erased since; try again later.',
  ],
  'conflict.busy': [503, 'Too many writers are changing the same thing at once; try again.'],
  'schema.not-found': [404, 'There is no schema of this name.'],
  'schema.invalid': [422, 'The schema definition breaks a rule.'],
  'record.invalid': [422, 'The record breaks the rules of its schema.'],
  'record.not-found': [404, 'The hub holds no such source record.'],
  'record.deleted': [
    409,
    'The spoke deleted this record, and what comes in is no newer than that.',
  ],
  'record.erased': [
    409,
    'This record’s person was erased, and its spoke has not said since that it holds nothing more of that person.',
  ],
  'record.schema-mismatch': [409, 'The source record exists under another schema.'],
  'spoke.not-found': [404, 'There is no spoke of this name.'],
  'checkpoint.not-found': [404, 'There is no such checkpoint.'],
  'customer.not-found': [404, 'There is no such customer.'],
  'customer.retired': [301, 'This customer was merged; Location names the living one.'],
  'customer.removed': [410, 'This customer was removed.'],
  'customer.held': [409, 'A legal hold keeps this customer, or a part of it.'],
  'customer.merge-with-itself': [422, 'A customer cannot be merged with itself.'],
  'customer.already-merged': [409, 'These two are one customer already.'],
  'customer.not-merged': [409, 'These are not one customer.'],
  'customer.marked-different': [409, 'A steward said that these are different; lift that first.'],
  'customer.kinds-differ': [422, 'Customers of different schemas cannot be merged.'],
  'customer.hidden-values': [
    409,
    'What is replaced holds values that you may not read; leave it out, or let somebody change it who reads them.',
  ],
  'customer.too-large': [422, 'The customer is larger than one transaction can change.'],
  'split.leaves-nothing': [422, 'A split must leave at least one source record behind.'],
  'split.too-large': [422, 'Too many source records for one split; split in several steps.'],
  'split.source-not-here': [422, 'A source record named in the split is not of this customer.'],
  'pin.unknown-attribute': [422, 'The schema has no attribute of this name.'],
  'pin.not-found': [404, 'The attribute is not pinned.'],
  'difference.not-found': [404, 'These customers are not marked as different.'],
  'task.not-found': [404, 'There is no such review task.'],
  'task.already-decided': [409, 'The task was decided already.'],
  'import.not-found': [404, 'There is no such import.'],
  'import.mapping-invalid': [422, 'The mapping does not fit the schema.'],
  'import.upload-missing': [409, 'The file is not there yet in the size that was announced.'],
  'import.upload-changed': [409, 'The upload was replaced, or is gone, since the start.'],
  'import.ended': [409, 'The import has ended.'],
  'import.rejects-expired': [410, 'The rejected lines are no longer kept.'],
  'import.header-invalid': [422, 'The header of the file does not fit the mapping.'],
  'import.line-malformed': [422, 'The line is no record of the format that was announced.'],
  'import.line-too-large': [422, 'The line is longer than a record may be.'],
  'privacy-request.not-found': [404, 'There is no such privacy request.'],
  'privacy-request.no-certificate': [
    409,
    'Nothing was erased for this request, or not yet: there is nothing to certify.',
  ],
  'privacy-request.not-possible': [409, 'The state of the privacy request does not permit it.'],
  'privacy-request.no-such-order': [404, 'The request has no order for this spoke.'],
  'privacy-request.not-extendable': [
    409,
    'No law lets this request take longer, or it is too late.',
  ],
  'privacy-request.no-pause': [409, 'No clock of this request stands still for that reason.'],
  'privacy-targets.invalid': [422, 'A target names holidays that the hub does not know.'],
  'agent.not-found': [404, 'There is no such agent.'],
  'privacy-request.invalid': [422, 'The privacy request breaks a rule.'],
  'package.not-found': [404, 'This privacy request has no package, or its time is over.'],
  'package.no-address': [
    409,
    'There is no address of the person alone that a spoke sends letters to; hand the package over.',
  ],
  'package.too-large': [
    413,
    'What spokes add to one package is larger than it can be answered with.',
  ],
  'privacy-request.not-proved': [422, 'This does not show who asks.'],
  'privacy-request.too-many-tries': [
    429,
    'It was tried, or asked for, too often; an officer decides now, or a later day.',
  ],
  'dedupe-run.not-found': [404, 'There is no such dedupe run.'],
  'dedupe-run.not-finished': [409, 'The dedupe run has not finished.'],
  'dedupe-run.not-failed': [409, 'Only a dedupe run that failed can be resumed.'],
  'dedupe-run.ended': [409, 'The dedupe run has ended.'],
  'dedupe-run.changes-expired': [410, 'What the dedupe run kept is no longer there.'],
  'org-unit.not-found': [404, 'There is no such org unit.'],
  'org-unit.below-itself': [422, 'An org unit cannot lie below itself.'],
  'org-unit.tree-too-large': [422, 'There are at most 2,000 org units, on at most 20 levels.'],
  'org-unit.not-empty': [409, 'Something still belongs to this org unit.'],
  'role.not-found': [404, 'There is no role of this name.'],
  'role.invalid': [422, 'The definition of the role breaks a rule.'],
  'access.not-held': [403, 'Nobody gives a permission that he does not hold himself there.'],
  'glass.not-found': [404, 'There is no such broken glass.'],
  'access.glass-not-broken': [
    403,
    'The glass that the request names is not yours, was ended, is over, or is of another customer.',
  ],
  'user.not-found': [404, 'There is no such person.'],
  'user.address-not-allowed': [
    422,
    'People need an e-mail address in one of the domains of this hub.',
  ],
  'lens.not-found': [404, 'There is no lens of this name.'],
  'lens.invalid': [422, 'The definition of the lens breaks a rule.'],
  'lens.not-allowed': [403, 'This token may not see through this lens.'],
  'purpose.not-found': [404, 'There is no purpose of this name.'],
  'purpose.invalid': [422, 'The definition of the purpose breaks a rule.'],
  'notice.not-found': [404, 'There is no such notice, or no such version of it.'],
  'rule.not-found': [404, 'The law as this release knows it has no such rule.'],
  'consent.invalid': [422, 'What was said does not fit its purpose or its moment.'],
  'restriction.invalid': [422, 'The restriction or hold breaks a rule.'],
  'restriction.not-found': [404, 'This customer has no such restriction or hold.'],
  'restriction.ended': [409, 'The restriction or hold has ended already.'],
  'consent.not-found': [404, 'The ledger of this customer has no such entry.'],
  'consent.nothing-to-confirm': [409, 'No yes waits for this confirmation.'],
  'door.not-opened': [403, 'This opens no door: it is wrong, over, or was used before.'],
  'door.sign-in-needed': [
    403,
    'This asks for a session by sign-in; a link is not enough. A package is opened only where every record vouches for who signed in.',
  ],
  'letter.not-found': [404, 'There is no such letter for this spoke, or it is over.'],
  'controller.not-found': [404, 'Nobody has said who answers for the customers’ data.'],
  'receipt.no-controller': [
    409,
    'A receipt names who answers for the data, and nobody has said who that is: PUT /v1/controller.',
  ],
  'receipt.proof-destroyed': [
    410,
    'The proof of this entry was destroyed with its key; nothing can be vouched for any more.',
  ],
  'consent-rehearsal.not-found': [404, 'There is no such rehearsal.'],
  'consent-rehearsal.not-finished': [409, 'The rehearsal has not finished.'],
  'consent-rehearsal.ended': [409, 'The rehearsal has ended.'],
  'consent-rehearsal.stale': [
    409,
    'A purpose, a notice, a sign-off, a schema or the law changed since it was rehearsed; rehearse it again.',
  ],
  'consent-rehearsal.rows-expired': [410, 'The rows of the rehearsal are no longer kept.'],
  'consent-rehearsal.too-many-purposes': [
    422,
    'These rules speak of more than 100 purposes; put the sign-offs themselves.',
  ],
  'retention-run.not-found': [404, 'There is no such retention run.'],
  'retention-run.in-progress': [409, 'Another retention run is erasing; one at a time may.'],
  'token.not-found': [404, 'There is no such token.'],
  'token.ended': [409, 'The token has ended.'],
} as const satisfies Record<string, readonly [status: number, sentence: string]>;

export type RefusalCode = keyof typeof refusals;

/** What a caller sees of a bug or an outage; nothing throws these. They stand in docs/refusals.md, too. */
export const outages = {
  internal: [500, 'Something failed on our side; nothing was half-written.'],
  timeout: [504, 'The answer took too long; whether the change was made shows when it is read.'],
} as const satisfies Record<string, readonly [status: number, sentence: string]>;

/** One thing that is wrong with the input: where (RFC 6901 pointer), which rule, in plain words. */
export interface Violation {
  readonly pointer: string;
  readonly rule: string;
  readonly message: string;
  /** Which part of the request; the body when left out. */
  readonly in?: 'path' | 'query' | 'header';
}

/** An expected no. The wrapper turns it into `application/problem+json`; everything else is a bug or an outage. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly violations: readonly Violation[];
  /** Headers of the answer, such as `location` or `etag`. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: RefusalCode,
    violations: readonly Violation[] = [],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(code);
    this.code = code;
    this.violations = violations;
    this.headers = headers;
  }
}
