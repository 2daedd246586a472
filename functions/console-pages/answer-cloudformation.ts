import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/**
 * Tells CloudFormation what became of its request; without this it waits for an hour. Only the
 * error's name goes out. docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export async function answerCloudFormation(
  { ResponseURL, StackId, RequestId, LogicalResourceId }: CloudFormationCustomResourceEvent,
  PhysicalResourceId: string,
  error?: unknown,
): Promise<void> {
  const answer = {
    Status: error === undefined ? 'SUCCESS' : 'FAILED',
    ...(error !== undefined && {
      Reason: `${error instanceof Error ? error.name : 'unknown'}; see the function's log`,
    }),
    StackId,
    RequestId,
    LogicalResourceId,
    PhysicalResourceId,
  };
  // The address is signed for a request without a content type.
  const { ok, status } = await fetch(ResponseURL, {
    method: 'PUT',
    body: Buffer.from(JSON.stringify(answer)),
    headers: { 'content-type': '' },
  });
  if (!ok) throw new Error(`CloudFormation did not take the answer: ${status}`);
}
