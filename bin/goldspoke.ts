import { App } from 'aws-cdk-lib';
import { defineGoldspoke } from '#lib/define-goldspoke';
import { readDeploymentConfig } from '#lib/deployment-config';
import { rehearseAssembly } from '#lib/rehearsal/rehearse-assembly';

const app = new App();
defineGoldspoke(app, readDeploymentConfig(app.node.tryGetContext('config')));
rehearseAssembly(app);
