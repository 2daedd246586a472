/** DynamoDB or KMS had more to do than it takes, for longer than we tried again. */
export class Overload extends Error {
  override readonly name = 'Overload';
}

/**
 * What DynamoDB and KMS call it.
 * docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 * docs.aws.amazon.com/kms/latest/developerguide/throttling.html
 */
const errorNames = new Set([
  'Overload',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
]);

/** The same as a reason for which a transaction was cancelled. */
const cancellationCodes = new Set(['ProvisionedThroughputExceeded', 'ThrottlingError']);

interface AwsError {
  readonly name?: unknown;
  readonly CancellationReasons?: readonly { readonly Code?: string }[];
}

/** Whether the store was too busy to do what it was asked: a later try may succeed. */
export function isOverload(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, CancellationReasons = [] } = error as AwsError;
  return (
    errorNames.has(String(name)) ||
    CancellationReasons.some(({ Code = '' }) => cancellationCodes.has(Code))
  );
}
