import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { CapabilityEntry } from '#functions/manifest';
import { CapabilityFunction } from '#lib/functions/capability-function';
import type { FunctionAccess } from '#lib/functions/function-access';
import { acknowledge } from '../acknowledge.ts';
import type { DeploymentConfig } from '../deployment-config.ts';
import { logGroupPrefix } from '../names.ts';
import { addRoutes } from './add-routes.ts';
import { serveUnder } from './custom-domain.ts';
import { answerWithProblems } from './gateway-problems.ts';
import { requireModernTls } from './modern-tls.ts';
import { addUsagePlans } from './usage-plans.ts';
import { guardWithWebAcl } from './web-acl.ts';

export interface ApiStackProps extends StackProps {
  readonly config: DeploymentConfig;
  readonly access: FunctionAccess;
  /** The manifest: capability → its contracts and needs. */
  readonly capabilities: Readonly<Record<string, Pick<CapabilityEntry, 'contracts' | 'needs'>>>;
}

/** How long API Gateway believes the authorizer: a revoked token works for so long at most. */
const authorizerCacheSeconds = 30;

/** Everything that can be thrown away and made again: functions of the API, and the API. */
export class ApiStack extends Stack {
  readonly api: apigateway.RestApi;
  /** Address of the API, with `/v1`. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { config, access, capabilities } = props;

    this.api = this.makeApi(config, access);
    answerWithProblems(this.api);
    const authorizer = this.makeAuthorizer(config, access);
    this.url = this.urlOf(config);
    const targets = Object.entries(capabilities).flatMap(([name, { contracts, needs }]) => {
      const may = access.ofCapability(needs);
      const { function: handler } = new CapabilityFunction(this, name, {
        name,
        description: `Goldspoke: ${name}`,
        config,
        logsKey: access.operationsKey,
        ...may,
        environment: {
          ...may.environment,
          API_URL: this.url,
        },
      });
      const integration = this.proxyTo(handler);
      return Object.entries(contracts).map(([route, contract]) => ({
        name: route,
        contract,
        integration,
      }));
    });
    addRoutes(this.api, targets, { authorizer });
    addUsagePlans(this.api, config);
    if (config.api.webAcl) guardWithWebAcl(this, this.api, config, access.operationsKey);
    if (config.api.domain !== undefined) serveUnder(this, this.api, config.api.domain);

    new CfnOutput(this, 'ApiUrl', { description: 'Address of the API, with /v1', value: this.url });
  }

  /** Not from the stage, which waits for the methods, which wait for the functions that are told this. */
  private urlOf({ api: { domain } }: DeploymentConfig): string {
    const host =
      domain?.name ?? `${this.api.restApiId}.execute-api.${this.region}.${this.urlSuffix}`;
    return `https://${host}/v1`;
  }

  /**
   * The stage is called `v1`, so that the contracts' paths stand behind `/v1` on the API's own
   * address as they do behind a custom domain's base path `v1`.
   */
  private makeApi(config: DeploymentConfig, access: FunctionAccess): apigateway.RestApi {
    const accessLogs = new logs.LogGroup(this, 'AccessLogs', {
      logGroupName: `${logGroupPrefix(config.name)}/api/access`,
      encryptionKey: access.operationsKey,
      retention: config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const api = new apigateway.RestApi(this, 'Api', {
      restApiName: config.name,
      description: 'Goldspoke',
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      cloudWatchRole: false,
      // Keys come from the authorizer alone; what a caller sends as one counts for nothing.
      apiKeySourceType: apigateway.ApiKeySourceType.AUTHORIZER,
      disableExecuteApiEndpoint: config.api.domain !== undefined,
      deployOptions: {
        stageName: 'v1',
        throttlingRateLimit: config.api.requestsPerSecond,
        throttlingBurstLimit: config.api.burst,
        // A trace of API Gateway holds the address with its query, where names are searched, and the
        // caller's own; the functions trace themselves.
        // docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-understanding-xray-traces.html
        tracingEnabled: false,
        metricsEnabled: true,
        dataTraceEnabled: false,
        loggingLevel: apigateway.MethodLoggingLevel.OFF,
        accessLogDestination: new apigateway.LogGroupLogDestination(accessLogs),
        accessLogFormat: apigateway.AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
    requireModernTls(api.node.defaultChild as apigateway.CfnRestApi);
    if (config.api.gatewayLogsRole === 'create')
      api.deploymentStage.node.addDependency(makeGatewayLogsRole(this));
    acknowledge(api, {
      ...(!config.api.webAcl && {
        'AwsSolutions-APIG3': 'The deployment’s file turns the web ACL off (`api.webAcl`).',
      }),
      'AwsSolutions-APIG6':
        'Access logs are on. Execution logs carry parameter values, and a source id may be personal: docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
      'AwsSolutions-COG4':
        'One Lambda authorizer takes the tokens of machines, and later those of people; Cognito alone knows no machines of a spoke.',
    });
    return api;
  }

  private makeAuthorizer(config: DeploymentConfig, access: FunctionAccess) {
    const may = access.ofAuthorizer();
    const { function: handler } = new CapabilityFunction(this, 'authorizer', {
      name: 'authorizer',
      description: 'Goldspoke: who calls, from the bearer token',
      config,
      logsKey: access.operationsKey,
      timeoutSeconds: 5,
      ...may,
      environment: {
        ...may.environment,
        USAGE_PLANS: Object.keys(config.api.plans).toSorted().join(','),
      },
    });
    return new apigateway.RequestAuthorizer(this, 'BearerToken', {
      handler,
      // Without this header API Gateway answers 401 by itself, and answers are cached by it.
      identitySources: [apigateway.IdentitySource.header('Authorization')],
      resultsCacheTtl: Duration.seconds(authorizerCacheSeconds),
    });
  }

  /** One permission for all routes of a function: its policy holds 20 KB, a permission for each would not fit. */
  private proxyTo(handler: lambda.Function): apigateway.Integration {
    handler.addPermission('FromApi', {
      principal: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: this.api.arnForExecuteApi('*', '/*', 'v1'),
    });
    return new apigateway.AwsIntegration({
      service: 'lambda',
      path: `2015-03-31/functions/${handler.functionArn}/invocations`,
      proxy: true,
    });
  }
}

/**
 * Who did what to which kind of thing, without whom it was about: the route's pattern and not its
 * path (a source id may be personal), and neither address nor user agent of the caller.
 */
const accessLogFields = {
  requestId: '$context.requestId',
  extendedRequestId: '$context.extendedRequestId',
  requestTime: '$context.requestTimeEpoch',
  method: '$context.httpMethod',
  resource: '$context.resourcePath',
  status: '$context.status',
  problem: '$context.error.responseType',
  actorId: '$context.authorizer.actorId',
  authorizerLatencyMs: '$context.authorizer.latency',
  integrationLatencyMs: '$context.integration.latency',
  responseLatencyMs: '$context.responseLatency',
  responseBytes: '$context.responseLength',
  tlsVersion: '$context.tlsVersion',
  traceId: '$context.xrayTraceId',
};

/** The account's role by which API Gateway writes logs. Kept when the stack goes: other APIs use it too. */
function makeGatewayLogsRole(scope: Construct): apigateway.CfnAccount {
  const role = new iam.Role(scope, 'GatewayLogsRole', {
    description: 'API Gateway of this account and region writes its logs',
    assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
    managedPolicies: [
      iam.ManagedPolicy.fromAwsManagedPolicyName(
        'service-role/AmazonAPIGatewayPushToCloudWatchLogs',
      ),
    ],
  });
  role.applyRemovalPolicy(RemovalPolicy.RETAIN);
  acknowledge(role, {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
      'The setting is for all APIs of the account, whose log groups this stack cannot know; AWS names this policy for it: docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
  });
  const account = new apigateway.CfnAccount(scope, 'GatewayAccount', {
    cloudWatchRoleArn: role.roleArn,
  });
  account.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return account;
}
