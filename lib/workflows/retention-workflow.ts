import { workflows as manifest } from '#functions/manifest';
import { afterDeath } from '#functions/retention-steps/after-death';
import type { FunctionAccess } from '#lib/functions/function-access';
import { acknowledge } from '../acknowledge.ts';
import { acknowledgedOfMaps, runMaps } from './run-maps.ts';
import { sayThatItDied } from './say-that-it-died.ts';
import type { WorkflowsStack } from './workflows-stack.ts';

/** Erases whom, and what, nothing keeps any more. */
export function addRetentionWorkflow(workflows: WorkflowsStack, access: FunctionAccess) {
  const name = 'retention';
  const mapping = {
    name,
    labels: ['Scan'],
    deployment: workflows.config.name,
    key: access.operationsKey,
  };
  const workflow = workflows.addWorkflow({
    name,
    description: 'Goldspoke: erases what has run out',
    functions: {
      RetentionSteps: {
        name: manifest[name].RetentionSteps.name,
        description: 'Goldspoke: looks at customers for what nothing keeps any more',
        ...access.ofRetentionSteps(),
        // One processor's worth: docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
        memoryMb: 1769,
        asynchronous: { deadLetterQueue: workflows.unstarted },
      },
    },
    statements: runMaps(workflows, mapping),
  });
  acknowledge(workflow.node.findChild('Policy'), acknowledgedOfMaps(workflows, mapping));
  sayThatItDied(workflows, workflow, name, afterDeath);
  return workflow;
}
