import { workflows as manifest } from '#functions/manifest';
import type { Access, FunctionAccess } from '#lib/functions/function-access';
import { acknowledge } from '../acknowledge.ts';
import { acknowledgedOfMaps, runMaps } from './run-maps.ts';
import { sayThatItDied } from './say-that-it-died.ts';
import type { WorkflowsStack } from './workflows-stack.ts';

/** A workflow that is started for one import, run or request, with one function behind all its steps. */
interface RunWorkflow {
  /** Of `workflows/<name>.asl.json`. */
  readonly name: string;
  readonly description: string;
  /** Of its Distributed Maps; none unless told. */
  readonly labels?: readonly string[];
  /** What stands for the function in the definition. */
  readonly placeholder: string;
  readonly step: { readonly name: string; readonly description: string; readonly memoryMb: number };
  readonly access: (access: FunctionAccess) => Access;
}

/** One processor's worth: docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const oneProcessorMb = 1769;

const runWorkflows: readonly RunWorkflow[] = [
  {
    name: 'import',
    description: 'loads files of source records',
    labels: ['Load'],
    placeholder: 'ImportSteps',
    step: {
      name: manifest.import.ImportSteps.name,
      description: 'plans, loads and ends bulk imports',
      // Its 8 MB of records lie in memory, and compressing and sealing take a processor.
      memoryMb: oneProcessorMb,
    },
    access: (access) => access.ofImportSteps(),
  },
  {
    name: 'dedupe',
    description: 'finds duplicates among the customers of the hub',
    labels: ['Scan', 'Count', 'Score', 'Deal', 'Join'],
    placeholder: 'DedupeSteps',
    step: {
      name: manifest.dedupe.DedupeSteps.name,
      description: 'scans, compares and joins customers',
      // A full partition lies in half a gigabyte, what ties the links of 134 M customers in two; docs/scale.md.
      memoryMb: 3008,
    },
    access: (access) => access.ofDedupeSteps(),
  },
  {
    name: 'privacy-request',
    description: 'a privacy request from its arrival to its end',
    placeholder: 'PrivacySteps',
    step: {
      name: manifest['privacy-request'].PrivacySteps.name,
      description: 'orders, works off and closes privacy requests',
      memoryMb: oneProcessorMb,
    },
    access: (access) => access.ofPrivacySteps(),
  },
  {
    name: 'consent-rehearsal',
    description: 'rehearses changes of purposes, notices and rules',
    labels: ['Scan'],
    placeholder: 'ConsentRehearsalSteps',
    step: {
      name: manifest['consent-rehearsal'].ConsentRehearsalSteps.name,
      description: 'decides for all customers before and after a change',
      memoryMb: oneProcessorMb,
    },
    access: (access) => access.ofConsentRehearsalSteps(),
  },
  {
    name: 'retention',
    description: 'erases what has run out',
    labels: ['Scan'],
    placeholder: 'RetentionSteps',
    step: {
      name: manifest.retention.RetentionSteps.name,
      description: 'looks at customers for what nothing keeps any more',
      memoryMb: oneProcessorMb,
    },
    access: (access) => access.ofRetentionSteps(),
  },
];

/** Each with its function, which also hears of executions that died. */
export function addRunWorkflows(workflows: WorkflowsStack, access: FunctionAccess): void {
  for (const { name, description, labels, placeholder, step, access: accessOf } of runWorkflows) {
    const mapping = labels && {
      name,
      labels,
      deployment: workflows.config.name,
      key: access.operationsKey,
    };
    const workflow = workflows.addWorkflow({
      name,
      description: `Goldspoke: ${description}`,
      functions: {
        [placeholder]: {
          ...step,
          description: `Goldspoke: ${step.description}`,
          ...accessOf(access),
          asynchronous: { deadLetterQueue: workflows.unstarted },
        },
      },
      ...(mapping !== undefined && { statements: runMaps(workflows, mapping) }),
    });
    if (mapping !== undefined)
      acknowledge(workflow.node.findChild('Policy'), acknowledgedOfMaps(workflows, mapping));
    sayThatItDied(workflows, workflow, name);
  }
}
