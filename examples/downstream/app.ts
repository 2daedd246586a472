import { App } from 'aws-cdk-lib';
import { defineDownstream } from './define-downstream.ts';

const app = new App();
const setting = (name: string): string | undefined => app.node.tryGetContext(name);

defineDownstream(app, {
  spoke: setting('spoke') ?? 'web',
  hubBus: setting('hubBus') ?? 'goldspoke',
  hubAccount: setting('hubAccount'),
});
