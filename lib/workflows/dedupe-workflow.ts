import { afterDeath } from '#functions/dedupe-steps/after-death';
import { workflows as manifest } from '#functions/manifest';
import type { FunctionAccess } from '#lib/functions/function-access';
import { acknowledge } from '../acknowledge.ts';
import { acknowledgedOfMaps, runMaps } from './run-maps.ts';
import { sayThatItDied } from './say-that-it-died.ts';
import type { WorkflowsStack } from './workflows-stack.ts';

/** Finds duplicates among the hub's own customers. */
export function addDedupeWorkflow(workflows: WorkflowsStack, access: FunctionAccess) {
  const mapping = {
    name: 'dedupe',
    labels: ['Scan', 'Count', 'Score', 'Join'],
    deployment: workflows.config.name,
    key: access.operationsKey,
  };
  const workflow = workflows.addWorkflow({
    name: 'dedupe',
    description: 'Goldspoke: finds duplicates among the customers of the hub',
    functions: {
      DedupeSteps: {
        name: manifest.dedupe.DedupeSteps.name,
        description: 'Goldspoke: scans, compares and joins customers',
        ...access.ofDedupeSteps(),
        // A full partition lies in half a gigabyte, the links of 100 M customers in two; docs/scale.md.
        memoryMb: 3008,
        asynchronous: { deadLetterQueue: workflows.unstarted },
      },
    },
    statements: runMaps(workflows, mapping),
  });
  acknowledge(workflow.node.findChild('Policy'), acknowledgedOfMaps(workflows, mapping));
  sayThatItDied(workflows, workflow, 'dedupe', afterDeath);
  return workflow;
}
