import { ArnFormat, type Stack } from 'aws-cdk-lib';

/** Name of a workflow's state machine: `goldspoke-import`. */
export const stateMachineName = (deployment: string, workflow: string): string =>
  `${deployment}-${workflow}`;

/** Known before the state machine is there: keys, roles and callers name it without waiting for it. */
export const stateMachineArn = (stack: Stack, deployment: string, workflow: string): string =>
  stack.formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: stateMachineName(deployment, workflow),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
