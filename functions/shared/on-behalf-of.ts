import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Refusal } from '#core/kernel/refusal';
import { headerOf } from './correlation-id.ts';

const onBehalfOfHeader = 'x-on-behalf-of';
/** An id that means something to the caller alone; it stands in the audit in clear. */
export const onBehalfOfForm = /^[A-Za-z0-9_.:-]{1,64}$/;

/** For whom the caller says he acts. It is written down and grants nothing. */
export function onBehalfOfIn(event: Pick<APIGatewayProxyEvent, 'headers'>): string | undefined {
  const given = headerOf(event, onBehalfOfHeader);
  if (given === undefined || onBehalfOfForm.test(given)) return given;
  throw new Refusal('request.invalid', [
    {
      pointer: `/${onBehalfOfHeader}`,
      rule: 'format',
      message: 'must be 1 to 64 letters, digits and . : _ -',
      in: 'header',
    },
  ]);
}
