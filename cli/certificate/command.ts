import { Command } from 'commander';
import { verifyCommand } from '../proof/verify-command.ts';
import { certificateText } from './certificate-text.ts';

export const certificateCommand = (): Command =>
  new Command('certificate')
    .description('Certificates of erasures')
    .addCommand(verifyCommand('certificate', certificateText));
