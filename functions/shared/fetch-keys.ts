import { FetchError } from 'aws-jwt-verify/error';

const keysWithinMs = 3000;

/** Reads an issuer's keys, from the address that the deployment names: no redirect leads elsewhere. Throws `FetchError`. */
export async function fetchKeys(uri: string): Promise<ArrayBuffer> {
  try {
    const response = await fetch(uri, {
      signal: AbortSignal.timeout(keysWithinMs),
      redirect: 'error',
    });
    if (response.ok) return await response.arrayBuffer();
  } catch {
    // Told below: the issuer's keys are not to be had, for whatever reason.
  }
  throw new FetchError(uri, 'the keys cannot be read');
}
