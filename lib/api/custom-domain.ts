import { CfnOutput } from 'aws-cdk-lib';
import {
  type CfnDomainName,
  DomainName,
  EndpointType,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import { requireModernTls } from './modern-tls.ts';

/**
 * The API under a name of its own, with the base path `v1` that the stage has on API Gateway's
 * address. The DNS record is made by whoever holds the zone, from the two outputs.
 */
export function serveUnder(
  scope: Construct,
  api: RestApi,
  { name, certificateArn }: { readonly name: string; readonly certificateArn: string },
): void {
  const domain = new DomainName(scope, 'Domain', {
    domainName: name,
    certificate: Certificate.fromCertificateArn(scope, 'DomainCertificate', certificateArn),
    endpointType: EndpointType.REGIONAL,
  });
  requireModernTls(domain.node.defaultChild as CfnDomainName);
  domain.addBasePathMapping(api, { basePath: 'v1', stage: api.deploymentStage });
  new CfnOutput(scope, 'DomainTarget', {
    description: `Where the DNS record of ${name} points: CNAME, or alias of Route 53`,
    value: domain.domainNameAliasDomainName,
  });
  new CfnOutput(scope, 'DomainTargetZone', {
    description: 'Hosted zone of the target, for an alias of Route 53',
    value: domain.domainNameAliasHostedZoneId,
  });
}
