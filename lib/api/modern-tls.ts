import { type CfnDomainName, type CfnRestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';

/**
 * TLS 1.2 with forward secrecy or 1.3, on the API's own address and on a name of its own. `STRICT`: no
 * domain fronting. docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
 */
export function requireModernTls(resource: CfnRestApi | CfnDomainName): void {
  resource.securityPolicy = SecurityPolicy.TLS13_1_2_PFS_PQ_2025_09;
  resource.endpointAccessMode = 'STRICT';
}
