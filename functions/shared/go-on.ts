import { hasEnded } from '#core/privacy-request/privacy-request';
import { isPast, stages } from '#core/privacy-request/stages';
import type { FoundRequest } from '#store/privacy-requests';
import type { Workflows } from '#store/workflows';

/**
 * Lets the workflow of a request go on wherever what it waits for has come. Again changes nothing: a
 * call that is lost between the change and this is made good by whoever comes next, at the latest by
 * the workflow, which looks again by itself.
 */
export async function goOn(
  { request, waits }: FoundRequest,
  { workflows }: { readonly workflows: Pick<Workflows, 'goOn'> },
): Promise<void> {
  const state = hasEnded(request.state) ? 'ended' : 'go-on';
  for (const stage of stages) {
    const token = waits[stage];
    if (token !== undefined && isPast(stage, request)) await workflows.goOn(token, { state });
  }
}
