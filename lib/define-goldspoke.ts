import { type App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { capabilities } from '#functions/manifest';
import { ApiStack } from '#lib/api/api-stack';
import { ConsoleStack } from '#lib/console/console-stack';
import { DataStack } from '#lib/data/data-stack';
import { EventsStack } from '#lib/events/events-stack';
import { SampleSubscriberStack } from '#lib/events/sample-subscriber-stack';
import { SpokesStack } from '#lib/events/spokes-stack';
import { SyndicationStack } from '#lib/events/syndication-stack';
import { makeFunctionAccess } from '#lib/functions/function-access';
import { IdentityStack } from '#lib/identity/identity-stack';
import { ObservabilityStack } from '#lib/observability/observability-stack';
import { addAgentCallbacks } from '#lib/workflows/agent-callbacks';
import { addCheckpointSchedule } from '#lib/workflows/checkpoint-schedule';
import { addConsentEndsSchedule } from '#lib/workflows/consent-ends-schedule';
import { addPrivacyClocksSchedule } from '#lib/workflows/privacy-clocks-schedule';
import { addRetentionSchedule } from '#lib/workflows/retention-schedule';
import { addRunWorkflows } from '#lib/workflows/run-workflows';
import { addSweepWorkflow } from '#lib/workflows/sweep-workflow';
import { WorkflowsStack } from '#lib/workflows/workflows-stack';
import type { DeploymentConfig } from './deployment-config.ts';
import { leaveNothingBehind } from './leave-nothing-behind.ts';

/**
 * The whole deployment, one stack for each lifetime: data outlive the bus, which outlives the API
 * and what follows a commit. Synthesis fails on any finding of cdk-nag's AwsSolutions rules that is
 * not acknowledged, with its reason, where it arises.
 */
export function defineGoldspoke(app: App, config: DeploymentConfig) {
  const { name, account, region } = config;
  const common = {
    config,
    ...(account === undefined || region === undefined ? {} : { env: { account, region } }),
  };
  const data = new DataStack(app, `${name}-data`, {
    ...common,
    description: 'Goldspoke: keys and tables. Never delete with data in it.',
  });
  const events = new EventsStack(app, `${name}-events`, {
    ...common,
    description: 'Goldspoke: event bus, archive, poison queue',
  });
  const identity = new IdentityStack(app, `${name}-identity`, {
    ...common,
    description: 'Goldspoke: who the people are, and where they sign in',
    logsKey: events.operationsKey,
  });
  const workflows = new WorkflowsStack(app, `${name}-workflows`, {
    ...common,
    description: 'Goldspoke: work that takes longer than a request',
    dataKey: data.dataKey,
    operationsKey: events.operationsKey,
  });
  const access = makeFunctionAccess(data, events, identity, workflows.workBucket, name);
  addRunWorkflows(workflows, access);
  addSweepWorkflow(workflows, access, data);
  addCheckpointSchedule(workflows, access);
  addConsentEndsSchedule(workflows, access);
  addPrivacyClocksSchedule(workflows, access);
  addRetentionSchedule(workflows, access);
  addAgentCallbacks(workflows, access);
  const api = new ApiStack(app, `${name}-api`, {
    ...common,
    description: 'Goldspoke: API and its functions',
    access,
    capabilities,
  });
  const console = new ConsoleStack(app, `${name}-console`, {
    ...common,
    description: 'Goldspoke: web pages, and the API under the same origin',
    api: api.api,
    identity,
    logsKey: events.operationsKey,
  });
  const syndication = new SyndicationStack(app, `${name}-syndication`, {
    ...common,
    description: 'Goldspoke: what follows a commit',
    access,
    mainTable: data.mainTable,
    poisonQueue: events.poisonQueue,
  });
  const spokes =
    config.spokes.length === 0
      ? undefined
      : new SpokesStack(app, `${name}-spokes`, {
          ...common,
          description: 'Goldspoke: where spokes hear of changes',
        });
  const sampleSubscriber =
    config.sampleSubscriberFor === undefined
      ? undefined
      : new SampleSubscriberStack(app, `${name}-sample-subscriber`, {
          ...common,
          description: 'Goldspoke: a sample of how a spoke listens',
          logsKey: events.operationsKey,
          spoke: config.sampleSubscriberFor,
        });
  // Their rules name the bus and do not import it.
  for (const subscriptions of [spokes, sampleSubscriber])
    subscriptions?.addStackDependency(events, 'rules hang on the bus');

  // After all others: it watches every function, queue and state machine that it finds.
  const observability = new ObservabilityStack(app, `${name}-observability`, {
    ...common,
    description: 'Goldspoke: dashboard and alarms',
    operationsKey: events.operationsKey,
    mainTable: data.mainTable,
    vaultTable: data.vaultTable,
  });

  if (!config.protectData) leaveNothingBehind(app);
  for (const [key, value] of Object.entries({ ...config.tags, 'goldspoke:deployment': name }))
    Tags.of(app).add(key, value);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return {
    data,
    events,
    workflows,
    identity,
    api,
    console,
    syndication,
    spokes,
    sampleSubscriber,
    observability,
  };
}
