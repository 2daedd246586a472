import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import type { Contract } from '#functions/shared/contract';
import type { Services } from '#functions/shared/handle';
import { lambdaOf, type Route } from '#functions/shared/lambda';
import { eventOf, type TestCall } from '#test/support/hub';

/** What a capability that `startHub` does not serve answers to one call. */
export async function answerOf(
  routes: readonly Route[],
  services: Services,
  contract: Contract,
  request: TestCall = {},
) {
  const answer = (await lambdaOf(routes, () => services)(
    eventOf(contract, request),
    // A handler reads nothing of Lambda's context.
    {} as Context,
  )) as APIGatewayProxyResult;
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
}
