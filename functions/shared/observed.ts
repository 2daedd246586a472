import middy, { type MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import { type InvocationFacts, within } from './invocation.ts';
import { flushMetrics, measure } from './measure.ts';
import { traced } from './trace.ts';

type Handler<E, R> = (event: E, context: Context) => Promise<R>;

let isFirst = true;

/**
 * The one way into every function: what it logs carries the correlation id (where an event has one
 * for all of it) and Lambda's request id, what it measures goes out at its end, and its trace can be
 * found by the same id.
 */
export function observed<E, R>(
  handler: Handler<E, R>,
  correlationIdOf: (event: E) => string | undefined = () => undefined,
  more: MiddlewareObj<E, R> = {},
): (event: E, context?: Context) => Promise<R> {
  const inner = middy<E, R>()
    // What follows runs the last first: `more` answers, then what it measured goes out.
    .use([traced(), measured].map((each) => each as MiddlewareObj<E, R>))
    .use(Object.keys(more).length === 0 ? [] : more)
    .handler(handler);
  return (event, context = {} as Context) => {
    const correlationId = correlationIdOf(event);
    return within(
      { ...(correlationId !== undefined && { correlationId }), ...startOf(context) },
      () => inner(event, context),
    ) as Promise<R>;
  };
}

function startOf({ awsRequestId }: Context): InvocationFacts {
  const isCold = isFirst && process.env.AWS_LAMBDA_INITIALIZATION_TYPE === 'on-demand';
  isFirst = false;
  if (isCold) measure('ColdStart', Math.round(performance.now()));
  return {
    ...(awsRequestId !== undefined && { requestId: awsRequestId }),
    ...(isCold && { coldStart: true }),
  };
}

const measured: MiddlewareObj = { after: flushMetrics, onError: flushMetrics };
