import { ulid } from 'ulid';
import { makeStore } from '#store/make-store';
import type { Services } from './handle.ts';
import { log } from './log.ts';
import { measure } from './measure.ts';

let services: Services | undefined;

/** The real services of a warm function, made on the first call. Importing this calls nobody. */
export const realServices = (): Services => {
  services ??= makeServices();
  return services;
};

function makeServices(): Services {
  const clock = () => new Date().toISOString();
  return { ...makeStore(process.env, clock, measureKmsCall), clock, newId, measure, log };
}

function measureKmsCall(hasAnswered: boolean): void {
  measure('KmsCalls', 1);
  if (!hasAnswered) measure('KmsFailures', 1);
}

/** `cus_` and a ULID in lower case: ids sort by the time they were made. */
export const newId = (prefix: string): string => `${prefix}_${ulid().toLowerCase()}`;
