import { type App, CfnResource, CustomResourceProviderBase, Mixins } from 'aws-cdk-lib';
import { BucketAutoDeleteObjects } from 'aws-cdk-lib/aws-s3/mixins';

/**
 * For throw-away deployments: every bucket is emptied when its stack goes, for CloudFormation deletes
 * none that holds anything. CDK's function for it, which each bucket's own policy admits, logs to a
 * group of its own that would stay behind; without its managed policy it cannot, and what went wrong
 * stands in the stack's events.
 */
export function leaveNothingBehind(app: App): void {
  Mixins.of(app).apply(new BucketAutoDeleteObjects());
  for (const each of app.node.findAll())
    if (each instanceof CustomResourceProviderBase) {
      const role = each.node.findChild('Role');
      if (CfnResource.isCfnResource(role)) role.addPropertyDeletionOverride('ManagedPolicyArns');
    }
}
