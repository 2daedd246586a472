import type { EventBridgeEvent } from 'aws-lambda';
import type { EventDetails } from '#events/catalogue';
import { observed } from '#functions/shared/observed';
import { realServices } from '#functions/shared/services';
import { postStatusWith } from './post-status.ts';
import { tellAgent } from './tell-agent.ts';

type Heard = EventBridgeEvent<
  'privacy-request.agent-status.v1',
  EventDetails['privacy-request.agent-status.v1']
>;

const timeoutMs = 10_000;

/** Behind a rule of the bus. Lambda calls again, after a minute and after two more, what throws. */
export const handler = observed(
  ({ detail: { requestId } }: Heard) => {
    // Of one's own machine; no deployment sets it.
    const isLoopbackAllowed = process.env.CALLBACKS_TO_LOOPBACK === 'true';
    const post = postStatusWith({ timeoutMs, isLoopbackAllowed });
    return tellAgent(requestId, realServices(), { post, isLoopbackAllowed });
  },
  ({ detail }) => detail.metadata.correlationId,
);
