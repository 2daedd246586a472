import { ApiKey, Period, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { planKeyOf } from '#functions/shared/plan-key';
import type { DeploymentConfig } from '../deployment-config.ts';

/**
 * One plan and one key for each entry of `api.plans`. The authorizer names the key, so a client sends
 * none and cannot choose another's. Best effort, as AWS says: a client may get a little more through.
 * docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
 */
export function addUsagePlans(api: RestApi, { name, api: { plans } }: DeploymentConfig): void {
  for (const [plan, { requestsPerSecond, burst, requestsPerDay }] of Object.entries(plans)) {
    const usagePlan = api.addUsagePlan(`Plan-${plan}`, {
      name: `${name}-${plan}`,
      description: plan === 'default' ? 'All clients without a plan of their own' : plan,
      apiStages: [{ stage: api.deploymentStage }],
      throttle: { rateLimit: requestsPerSecond, burstLimit: burst },
      ...(requestsPerDay !== undefined && {
        quota: { limit: requestsPerDay, period: Period.DAY },
      }),
    });
    usagePlan.addApiKey(
      new ApiKey(api, `Key-${plan}`, {
        apiKeyName: `${name}-${plan}`,
        description: 'Counts requests against a plan; opens nothing',
        value: planKeyOf(name, plan),
      }),
    );
  }
}
