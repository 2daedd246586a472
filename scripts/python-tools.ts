import { pythonEnvironment } from './python-environment.ts';

/** The folder of the programs that scripts/python-tools.txt pins (`ministack`, `cfn-lint`, `python`), see `pythonEnvironment`. */
export const pythonTools = (): Promise<string> =>
  pythonEnvironment('python', 'scripts/python-tools.txt');
