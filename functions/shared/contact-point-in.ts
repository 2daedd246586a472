import { emailAddress, isEmailSyntax } from '#core/standardise/email';
import { readPhone } from '#core/standardise/phone';
import type { LetterAddress } from '#store/letters';

/** An address or a number with its country, as somebody wrote it, in standard form; `undefined` where it is neither. */
export function contactPointIn(text: string): LetterAddress | undefined {
  const address = emailAddress(text);
  if (isEmailSyntax(address)) return { kind: 'email', value: address };
  const phone = readPhone(text, []);
  return phone && { kind: 'phone', value: phone.number };
}
