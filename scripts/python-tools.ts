import { pythonEnvironment } from './python-environment.ts';

/** The folder of the programs that scripts/python-tools.txt pins (`ministack`, `cfn-lint`, `python`), see `pythonEnvironment`. */
export const pythonTools = (signal?: AbortSignal): Promise<string> =>
  pythonEnvironment('python', 'scripts/python-tools.txt', signal);
