import { afterDeath } from '#functions/consent-rehearsal-steps/after-death';
import { workflows as manifest } from '#functions/manifest';
import type { FunctionAccess } from '#lib/functions/function-access';
import { acknowledge } from '../acknowledge.ts';
import { acknowledgedOfMaps, runMaps } from './run-maps.ts';
import { sayThatItDied } from './say-that-it-died.ts';
import type { WorkflowsStack } from './workflows-stack.ts';

/** Tells before a purpose, a notice or a sign-off is put whom it lets contact, and whom no longer. */
export function addConsentRehearsalWorkflow(workflows: WorkflowsStack, access: FunctionAccess) {
  const name = 'consent-rehearsal';
  const mapping = {
    name,
    labels: ['Scan'],
    deployment: workflows.config.name,
    key: access.operationsKey,
  };
  const workflow = workflows.addWorkflow({
    name,
    description: 'Goldspoke: rehearses changes of purposes, notices and rules',
    functions: {
      ConsentRehearsalSteps: {
        name: manifest[name].ConsentRehearsalSteps.name,
        description: 'Goldspoke: decides for all customers before and after a change',
        ...access.ofConsentRehearsalSteps(),
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
