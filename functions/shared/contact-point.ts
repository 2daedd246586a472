import type { GoldenRecord } from '#core/identity/customer';
import { recordCountry } from '#core/identity/record-country';
import { Refusal } from '#core/kernel/refusal';
import { emailAddress, isEmailSyntax } from '#core/standardise/email';
import { readPhone } from '#core/standardise/phone';
import { readSchema } from './context.ts';
import type { Services } from './handle.ts';

/** Whose address or number it is, as far as its spelling depends on that: where a number without a country belongs. */
export interface Reached {
  readonly customer: {
    readonly schema: string;
    readonly golden: Pick<GoldenRecord, 'attributes'>;
  };
}

/** The token of an address or a number, however it is written; refuses what is neither. */
export async function contactPointOf(
  text: string | undefined,
  { customer }: Reached,
  services: Pick<Services, 'governance' | 'consents'>,
): Promise<string | undefined> {
  if (text === undefined) return undefined;
  const address = emailAddress(text);
  if (isEmailSyntax(address)) return services.consents.contactPoint('email', address);
  const schema = await readSchema(services, customer.schema);
  const country = recordCountry(customer.golden.attributes, schema);
  const phone = readPhone(text, country === undefined ? [] : [country]);
  if (phone !== undefined) return services.consents.contactPoint('phone', phone.number);
  throw new Refusal('consent.invalid', [
    {
      pointer: '/contactPoint',
      rule: 'contact-point',
      message: 'is neither an e-mail address nor a phone number',
    },
  ]);
}
