import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { JsonObject } from '#core/kernel/types';
import { awsDefaults } from './aws-defaults.ts';
import { endpointOf, requiredSetting } from './required-setting.ts';

export interface WorkflowsEnvironment {
  readonly IMPORT_WORKFLOW_ARN?: string | undefined;
  readonly DEDUPE_WORKFLOW_ARN?: string | undefined;
  readonly AWS_ENDPOINT_URL_SFN?: string | undefined;
}

/** Work that goes on after the answer. */
export interface Workflows {
  /** Starts the workflow once for this name: again, it changes nothing. `input` holds ids only. */
  startImport(name: string, input: JsonObject): Promise<void>;
  startDedupe(name: string, input: JsonObject): Promise<void>;
}

export function makeWorkflows(env: WorkflowsEnvironment): Workflows {
  let client: SFNClient | undefined;
  const starts =
    (setting: 'IMPORT_WORKFLOW_ARN' | 'DEDUPE_WORKFLOW_ARN') =>
    async (name: string, input: JsonObject) => {
      client ??= new SFNClient({ ...awsDefaults, ...endpointOf(env.AWS_ENDPOINT_URL_SFN) });
      try {
        await client.send(
          new StartExecutionCommand({
            stateMachineArn: requiredSetting(env, setting),
            name,
            input: JSON.stringify(input),
          }),
        );
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    };
  return {
    startImport: starts('IMPORT_WORKFLOW_ARN'),
    startDedupe: starts('DEDUPE_WORKFLOW_ARN'),
  };
}
