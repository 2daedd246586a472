import { own } from '#core/kernel/own';
import { fold } from './fold.ts';
import { isPlaceholderEmail } from './placeholders.ts';
import type { StandardEmail } from './standard-record.ts';

/** Mailboxes that belong to a function and not to a person (RFC 2142 and what shops use), folded without spaces. */
export const roleMailboxes: ReadonlySet<string> = new Set(
  (
    'abuse accounting accounts admin administrator all billing booking bookings buchhaltung career careers ' +
    'commercial compras contabilidad contact contacto contactus customerservice donotreply einkauf enquiries ' +
    'enquiry facturacion facturas feedback finance general hello help helpdesk hi hostmaster hr info ' +
    'information informatica inquiries invoice invoices it jobs kontakt kontakty legal mail mailbox marketing ' +
    'media newsletter noc noreply office operations orders order post postmaster presse press privacy ' +
    'purchasing rechnung rechnungen reception recepcion redaktion reservations returns root sales ' +
    'secretariat secretary sekretariat security service shop staff store subscribe support team tech ' +
    'ventas verkauf verwaltung vertrieb web webmaster welcome zentrale biuro sklep ufficio vendite'
  ).split(' '),
);

/** One mailbox under two names of its provider. */
const sameMailbox: Readonly<Record<string, string>> = {
  'googlemail.com': 'gmail.com',
  'me.com': 'icloud.com',
  'mac.com': 'icloud.com',
};

/**
 * Whether a text has the form of an e-mail address: one `@`, a local part of 1 to 64 characters, a
 * domain of labels, 254 in all (RFC 5321). Whether mail arrives is not asked: `ada@gmailcom` passes.
 */
export function isEmailSyntax(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at < 1 || at > 64 || text.length > 254) return false;
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  return (
    /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~.-]+$/u.test(local) &&
    /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?)(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?)*$/u.test(
      domain,
    )
  );
}

/** Lower case, without a `mailto:`; of `Ada <ada@example.com>` what stands in angle brackets. */
export const emailAddress = (text: string): string =>
  text
    .trim()
    .replace(/^mailto:/i, '')
    .replace(/^[^<>@]*<([^<>]*)>$/, '$1')
    .toLowerCase();

/** An e-mail address as matching sees it; `undefined` when it says nothing (`noemail@…`, no address at all). */
export function standardEmail(text: string): StandardEmail | undefined {
  const address = emailAddress(text);
  if (!isEmailSyntax(address) || isPlaceholderEmail(address)) return undefined;
  const at = address.lastIndexOf('@');
  const rawDomain = address.slice(at + 1);
  const domain = own(sameMailbox, rawDomain) ?? rawDomain;
  const untagged = address.slice(0, at).replace(/(?<=.)\+.*$/, '');
  const local = fold(untagged).replaceAll(' ', '');
  const asRole = fold(untagged.replace(/[0-9]+$/, '')).replaceAll(' ', '');
  return { address, local, domain, isRole: roleMailboxes.has(asRole) };
}
