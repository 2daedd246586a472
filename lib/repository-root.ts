import { fileURLToPath } from 'node:url';

/** The folder that holds `package.json`, wherever the CDK was started from. */
export const repositoryRoot = fileURLToPath(new URL('..', import.meta.url));
