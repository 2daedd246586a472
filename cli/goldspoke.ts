#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { auditCommand } from './audit/command.ts';
import { certificateCommand } from './certificate/command.ts';
import { dedupeCommand } from './dedupe/command.ts';
import { receiptCommand } from './receipt/command.ts';
import { tokenCommand } from './token/command.ts';

/** The `goldspoke` command. Exit status 0 done, 1 bad input, 2 wrong usage. */
const program = new Command('goldspoke')
  .description('Customer data from the command line')
  .exitOverride()
  .addCommand(auditCommand())
  .addCommand(certificateCommand())
  .addCommand(dedupeCommand())
  .addCommand(receiptCommand())
  .addCommand(tokenCommand());

for (const command of program.commands) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
