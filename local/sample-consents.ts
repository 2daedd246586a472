import type { HubClient } from './hub-client.ts';

/** What the customer relationship management of the sample asks people for. */
export const samplePurposes = {
  marketing: {
    title: 'Offers and news',
    dpv: 'dpv:DirectMarketing',
    kinds: ['direct_marketing'],
    legalBases: ['consent'],
    channels: ['email', 'sms'],
  },
  profiling: {
    title: 'Offers that fit the person',
    dpv: 'dpv:Personalisation',
    kinds: ['profiling'],
    legalBases: ['consent'],
    channels: ['profiling'],
  },
} as const;

const sampleNotice = {
  title: 'What we do with your data',
  texts: {
    en: 'With your consent we write to you about offers and news, and choose them by what you bought. You may withdraw it at any time.',
    de: 'Mit Ihrer Einwilligung schreiben wir Ihnen über Angebote und Neues und wählen sie nach Ihren Einkäufen aus. Sie können sie jederzeit widerrufen.',
  },
} as const;

/** The same again changes nothing. */
export async function governSampleConsents({ send }: Pick<HubClient, 'send'>): Promise<void> {
  for (const [name, body] of Object.entries(samplePurposes))
    await send('PUT', `/purposes/${name}`, body);
  await send('PUT', '/notices/privacy', sampleNotice);
}

export interface SampleConsent {
  readonly purpose: keyof typeof samplePurposes;
  readonly status: 'given' | 'denied';
  readonly channels: readonly string[];
  readonly jurisdiction: string;
  readonly notice: { readonly id: 'privacy'; readonly version: 1 };
  readonly collection: { readonly method: 'import' };
  readonly at: string;
}

const columns = [
  { column: 'consent_email', purpose: 'marketing', channel: 'email' },
  { column: 'consent_sms', purpose: 'marketing', channel: 'sms' },
  { column: 'consent_profiling', purpose: 'profiling', channel: 'profiling' },
] as const;
const statuses = { Y: 'given', N: 'denied' } as const;

/** What a row says of consents; nothing where nobody was asked, or where the country, and so the law, is not known. */
export function sampleConsents(row: Readonly<Record<string, string>>): readonly SampleConsent[] {
  const { country = '', consent_at: at = '' } = row;
  if (country === '' || at === '') return [];
  const said = (['Y', 'N'] as const).flatMap((answer) =>
    (['marketing', 'profiling'] as const).map((purpose) => ({
      purpose,
      status: statuses[answer],
      channels: columns
        .filter((each) => each.purpose === purpose && row[each.column] === answer)
        .map(({ channel }) => channel),
    })),
  );
  return said
    .filter(({ channels }) => channels.length > 0)
    .map((each) => ({
      ...each,
      jurisdiction: country,
      notice: { id: 'privacy', version: 1 },
      collection: { method: 'import' },
      at: new Date(at).toISOString(),
    }));
}
