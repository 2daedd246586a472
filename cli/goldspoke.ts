#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { keepCompiled } from './keep-compiled.ts';

keepCompiled();

// Who reads what is said may go before the end (`| head`); the work is done all the same.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  audit: async () => (await import('./audit/command.ts')).auditCommand(),
  certificate: async () => (await import('./certificate/command.ts')).certificateCommand(),
  dedupe: async () => (await import('./dedupe/command.ts')).dedupeCommand(),
  receipt: async () => (await import('./receipt/command.ts')).receiptCommand(),
  token: async () => (await import('./token/command.ts')).tokenCommand(),
};

/** The `goldspoke` command. Exit status 0 done, 1 bad input, 2 wrong usage. */
const program = new Command('goldspoke')
  .description('Customer data from the command line')
  .exitOverride();

// The command that is called is loaded alone; whoever asks for help sees all.
const called = commands[process.argv[2] ?? ''];
for (const load of called === undefined ? Object.values(commands) : [called])
  program.addCommand(await load());

for (const command of program.commands) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
