/**
 * How long one call may take, and how often it is tried. Four times five seconds stay under API
 * Gateway's 29.
 */
export const awsDefaults = {
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000 },
};
