import { Logger } from '@aws-lambda-powertools/logger';
import { invocationFacts } from './invocation.ts';

const logger = new Logger({ serviceName: 'goldspoke' });

/** One message per fact, as a JSON line. Facts are ids and counts; no personal value ever. */
export const log = (message: string, facts: Readonly<Record<string, unknown>> = {}): void =>
  logger.info(message, { ...invocationFacts(), ...facts });

/** For what is not a refusal: the error's name and stack, never the data that it met. */
export const logFailure = (
  message: string,
  error: unknown,
  facts: Readonly<Record<string, unknown>> = {},
): void => {
  const { name, stack } = error instanceof Error ? error : { name: 'unknown', stack: undefined };
  logger.error(message, {
    ...invocationFacts(),
    ...facts,
    error: name,
    at: stack
      ?.split('\n')
      .map((line) => line.trim())
      // A message of several lines stands in the stack, too, and may quote what it met.
      .filter((line) => /^at .*(:\d+:\d+\)?|<anonymous>\)|\(index \d+\))$/.test(line))
      .slice(0, 7),
  });
};
