import { afterDeath } from '#functions/import-steps/after-death';
import { workflows as manifest } from '#functions/manifest';
import type { FunctionAccess } from '#lib/functions/function-access';
import { acknowledge } from '../acknowledge.ts';
import { acknowledgedOfMaps, runMaps } from './run-maps.ts';
import { sayThatItDied } from './say-that-it-died.ts';
import type { Workflow } from './workflow.ts';
import type { WorkflowsStack } from './workflows-stack.ts';

/** Loads files of source records. */
export function addImportWorkflow(workflows: WorkflowsStack, access: FunctionAccess): Workflow {
  const mapping = {
    name: 'import',
    labels: ['Load'],
    deployment: workflows.config.name,
    key: access.operationsKey,
  };
  const workflow = workflows.addWorkflow({
    name: 'import',
    description: 'Goldspoke: loads files of source records',
    functions: {
      ImportSteps: {
        name: manifest.import.ImportSteps.name,
        description: 'Goldspoke: plans, loads and ends bulk imports',
        ...access.ofImportSteps(),
        // Its 8 MB of records lie in memory, and compressing and sealing take a processor.
        memoryMb: 1769,
        asynchronous: { deadLetterQueue: workflows.unstarted },
      },
    },
    statements: runMaps(workflows, mapping),
  });
  acknowledge(workflow.node.findChild('Policy'), acknowledgedOfMaps(workflows, mapping));
  sayThatItDied(workflows, workflow, 'import', afterDeath);
  return workflow;
}
