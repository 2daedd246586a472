import type { MiddlewareObj } from '@middy/core';
import { invocationFacts } from './invocation.ts';
import { logFailure } from './log.ts';

type Middleware = MiddlewareObj<unknown, unknown>;

/**
 * A part of its own in the trace of an invocation, found again by its correlation id. X-Ray samples a
 * few invocations, and only these load its heavy library: in Lambda, where a trace has somewhere to go.
 */
export function traced(): Middleware {
  let loaded: Promise<Middleware> | undefined;
  return {
    before: async (request) => {
      if (!isSampled()) return;
      loaded ??= loadTracer().catch((error: unknown) => {
        logFailure('no traces', error);
        return {};
      });
      await (await loaded).before?.(request);
    },
    after: async (request) => {
      if (isSampled()) await (await loaded)?.after?.(request);
    },
    onError: async (request) => {
      if (isSampled()) await (await loaded)?.onError?.(request);
    },
  };
}

const isSampled = (): boolean => {
  const { LAMBDA_TASK_ROOT, _X_AMZN_TRACE_ID: header } = process.env;
  return LAMBDA_TASK_ROOT !== undefined && header?.includes('Sampled=1') === true;
};

async function loadTracer(): Promise<Middleware> {
  // An error's message may quote what it met: the trace tells that there was one, and no more.
  process.env.POWERTOOLS_TRACER_CAPTURE_ERROR = 'false';
  const [{ Tracer }, { captureLambdaHandler }] = await Promise.all([
    import('@aws-lambda-powertools/tracer'),
    import('@aws-lambda-powertools/tracer/middleware'),
  ]);
  const tracer = new Tracer({
    serviceName: process.env.TENANT ?? 'goldspoke',
    captureHTTPsRequests: false,
  });
  const capture = captureLambdaHandler(tracer, { captureResponse: false }) as Middleware;
  return {
    ...capture,
    before: (request) => {
      capture.before?.(request);
      const { correlationId } = invocationFacts();
      if (correlationId !== undefined) tracer.putAnnotation('correlationId', correlationId);
    },
  };
}
