import { workflows as manifest } from '#functions/manifest';
import type { FunctionAccess } from '#lib/functions/function-access';
import type { WorkflowsStack } from './workflows-stack.ts';

/** Loads files of source records. */
export const addImportWorkflow = (workflows: WorkflowsStack, access: FunctionAccess) =>
  workflows.addWorkflow({
    name: 'import',
    description: 'Goldspoke: loads files of source records',
    functions: {
      ImportSteps: {
        name: manifest.import.ImportSteps.name,
        description: 'Goldspoke: plans, loads and ends bulk imports',
        ...access.ofImportSteps(),
        // Its 8 MB of records lie in memory, and compressing and sealing take a processor.
        memoryMb: 1769,
      },
    },
  });
