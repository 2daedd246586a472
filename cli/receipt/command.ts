import { Command } from 'commander';
import { verifyCommand } from '../proof/verify-command.ts';
import { receiptText } from './receipt-text.ts';

export const receiptCommand = (): Command =>
  new Command('receipt')
    .description('Receipts of consents, as a customer keeps them')
    .addCommand(verifyCommand('receipt', receiptText));
