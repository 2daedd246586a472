import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { JsonObject } from '#core/kernel/types';
import { awsDefaults } from './aws-defaults.ts';
import { endpointOf, requiredSetting } from './required-setting.ts';

export interface WorkflowsEnvironment {
  readonly IMPORT_WORKFLOW_ARN?: string | undefined;
  readonly DEDUPE_WORKFLOW_ARN?: string | undefined;
  readonly PRIVACY_WORKFLOW_ARN?: string | undefined;
  readonly CONSENT_REHEARSAL_WORKFLOW_ARN?: string | undefined;
  readonly RETENTION_WORKFLOW_ARN?: string | undefined;
  readonly AWS_ENDPOINT_URL_SFN?: string | undefined;
}

/** Work that goes on after the answer. */
export interface Workflows {
  /** Starts the workflow once for this name: again, it changes nothing. `input` holds ids only. */
  startImport(name: string, input: JsonObject): Promise<void>;
  startDedupe(name: string, input: JsonObject): Promise<void>;
  /** False where that execution has ended. */
  startPrivacy(name: string, input: JsonObject): Promise<boolean>;
  startConsentRehearsal(name: string, input: JsonObject): Promise<void>;
  startRetention(name: string, input: JsonObject): Promise<void>;
  /** Lets a task go on that waits under this token. False where nobody waits under it any more. */
  goOn(token: string, output: JsonObject): Promise<boolean>;
}

export function makeWorkflows(env: WorkflowsEnvironment): Workflows {
  let client: SFNClient | undefined;
  const opened = () => {
    client ??= new SFNClient({ ...awsDefaults, ...endpointOf(env.AWS_ENDPOINT_URL_SFN) });
    return client;
  };
  const starts =
    (setting: Exclude<keyof WorkflowsEnvironment, 'AWS_ENDPOINT_URL_SFN'>) =>
    async (name: string, input: JsonObject) => {
      try {
        await opened().send(
          new StartExecutionCommand({
            stateMachineArn: requiredSetting(env, setting),
            name,
            input: JSON.stringify(input),
          }),
        );
        return true;
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
        return false;
      }
    };
  const begins = (setting: Parameters<typeof starts>[0]) => {
    const start = starts(setting);
    return async (name: string, input: JsonObject) => {
      await start(name, input);
    };
  };
  return {
    startImport: begins('IMPORT_WORKFLOW_ARN'),
    startDedupe: begins('DEDUPE_WORKFLOW_ARN'),
    startPrivacy: starts('PRIVACY_WORKFLOW_ARN'),
    startConsentRehearsal: begins('CONSENT_REHEARSAL_WORKFLOW_ARN'),
    startRetention: begins('RETENTION_WORKFLOW_ARN'),
    async goOn(taskToken, output) {
      try {
        await opened().send(
          new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }),
        );
        return true;
      } catch (error) {
        const isOver =
          error instanceof TaskTimedOut ||
          error instanceof TaskDoesNotExist ||
          error instanceof InvalidToken;
        if (!isOver) throw error;
        return false;
      }
    },
  };
}
