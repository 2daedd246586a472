/**
 * Makes the first token of a deployed hub and prints it. Takes the functions' environment (docs/deploy.md)
 * and the AWS credentials of whoever runs it.
 */
import { realServices } from '#functions/shared/services';
import { makeFirstToken } from '#lib/first-token';

const { token, secret } = await makeFirstToken(realServices());
process.stdout.write(`${secret}\n`);
process.stderr.write(
  `Token ${token.tokenId} of an administrator; it ends by itself at ${token.expiresAt}.\n`,
);
