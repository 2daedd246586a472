import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import * as contracts from '#functions/privacy-requests/contract';
import { routesWith } from '#functions/privacy-requests/index';
import type { PrivacyServices } from '#functions/privacy-requests/services';
import { privacyStepsOf } from '#functions/privacy-steps/index';
import { lambdaOf } from '#functions/shared/lambda';
import { AwsError } from '#local/aws-json-server';
import { localWorkflowArn, type WorkflowRunner, workflowRunner } from '#local/workflows';
import { eventOf, startHub, type TestAnswer, type TestCall, type TestHub } from './hub.ts';

const routesByName = { ...contracts };

/** A hub whose privacy requests run in the workflow's own definition, in this process. */
export interface PrivacyHub extends TestHub {
  readonly privacy: (route: keyof typeof contracts, call?: TestCall) => Promise<TestAnswer>;
  readonly privacyServices: PrivacyServices;
  /** Stops the runner of workflows and lets another one go on with what it kept. */
  readonly restart: () => Promise<void>;
  /** Waits until the request is as asked; the request then. */
  readonly until: (
    requestId: string,
    isSo: (request: PrivacyRequest) => boolean,
  ) => Promise<PrivacyRequest>;
  readonly failures: string[];
}

export async function startPrivacyHub(
  options?: Parameters<typeof startHub>[0],
): Promise<PrivacyHub> {
  const hub = await startHub(options);
  const failures: string[] = [];
  const state = new DatabaseSync(':memory:');
  const startRunner = (): WorkflowRunner =>
    workflowRunner({
      state,
      workflows: {
        'privacy-request': {
          PrivacySteps: {
            name: 'privacy-steps',
            load: async () => ({ handler: privacyStepsOf(() => privacyServices) }),
          },
        },
      },
      toldOfDeath: ['privacy-request'],
      onFailure: (execution, error) => failures.push(`${execution} ${String(error)}`),
    });
  let runner = startRunner();
  const ask = async (operation: string, input: object) =>
    runner.operations[`AWSStepFunctions.${operation}`]?.({ ...input });
  const privacyServices: PrivacyServices = {
    ...hub.services,
    workflows: {
      async startPrivacy(name, input) {
        const stateMachineArn = localWorkflowArn('privacy-request');
        try {
          await ask('StartExecution', { stateMachineArn, name, input: JSON.stringify(input) });
          return true;
        } catch (error) {
          if (error instanceof AwsError) return false;
          throw error;
        }
      },
      async goOn(taskToken, output) {
        try {
          await ask('SendTaskSuccess', { taskToken, output: JSON.stringify(output) });
          return true;
        } catch (error) {
          if (error instanceof AwsError) return false;
          throw error;
        }
      },
    },
  };
  const handler = lambdaOf(
    routesWith(() => privacyServices),
    () => hub.services,
  );
  return {
    ...hub,
    privacyServices,
    async restart() {
      await runner.stop();
      runner = startRunner();
      runner.resume();
    },
    failures,
    async privacy(route, call = {}) {
      const answer = (await handler(
        eventOf(routesByName[route], call),
        {} as Context,
      )) as APIGatewayProxyResult;
      return {
        status: answer.statusCode,
        headers: answer.headers as Record<string, string>,
        body: answer.body === '' ? undefined : JSON.parse(answer.body),
      };
    },
    async until(requestId, isSo) {
      for (let attempt = 0; attempt < 500; attempt += 1) {
        const found = await hub.services.privacyRequests.read(requestId);
        if (found !== undefined && isSo(found.request)) return found.request;
        await sleep(10);
      }
      const found = await hub.services.privacyRequests.read(requestId);
      throw new Error(`${JSON.stringify(found?.request)} ${failures.join('; ')}`);
    },
    async stop() {
      await runner.stop();
      await hub.stop();
    },
  };
}
