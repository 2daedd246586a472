/** `npx node bin/operate.ts --help`. What each command is for: docs/runbooks/README.md. */
import { actions } from './operate/actions.ts';
import { operate } from './operate/command.ts';

process.exitCode = await operate(process.argv.slice(2), actions, {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
});
