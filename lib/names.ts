/** Log groups of one deployment; the operations key may be used for these and no others. */
export const logGroupPrefix = (name: string): string => `/goldspoke/${name}`;

/** AWS WAF writes to log groups of this prefix only: docs.aws.amazon.com/waf/latest/developerguide/logging-cw-logs.html */
export const webAclLogGroup = (name: string): string => `aws-waf-logs-${name}`;
