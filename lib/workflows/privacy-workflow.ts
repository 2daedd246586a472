import { workflows as manifest } from '#functions/manifest';
import { afterDeath } from '#functions/privacy-steps/after-death';
import type { FunctionAccess } from '#lib/functions/function-access';
import { sayThatItDied } from './say-that-it-died.ts';
import type { WorkflowsStack } from './workflows-stack.ts';

/** Answers privacy requests. */
export function addPrivacyWorkflow(workflows: WorkflowsStack, access: FunctionAccess) {
  const workflow = workflows.addWorkflow({
    name: 'privacy-request',
    description: 'Goldspoke: a privacy request from its arrival to its end',
    functions: {
      PrivacySteps: {
        name: manifest['privacy-request'].PrivacySteps.name,
        description: 'Goldspoke: orders, works off and closes privacy requests',
        ...access.ofPrivacySteps(),
        memoryMb: 1769,
        asynchronous: { deadLetterQueue: workflows.unstarted },
      },
    },
  });
  sayThatItDied(workflows, workflow, 'privacy-request', afterDeath);
  return workflow;
}
