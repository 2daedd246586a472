/** A setting without which nothing works. Throws with its name when it is missing or empty. */
export function requiredSetting<E extends object>(env: E, name: keyof E & string): string {
  const value = env[name];
  if (typeof value !== 'string' || value === '')
    throw new Error(`environment variable ${name} is not set`);
  return value;
}

/** A client's endpoint where one is set, on this machine only; else AWS's own. */
export const endpointOf = (url: string | undefined): { readonly endpoint?: string } =>
  url === undefined ? {} : { endpoint: url };
