import { readFileSync } from 'node:fs';
import type { Channel, ConsentEvent, RelationshipEvent } from '#core/consent/consent-event';
import type { ContactCase, LawInForce } from '#core/consent/contact-case';
import type { Purpose } from '#core/consent/purpose';
import type { LawEdition, Sector } from '#core/consent/regulation';

export const edition: LawEdition = JSON.parse(
  readFileSync(new URL('../../../data/regulations.json', import.meta.url), 'utf8'),
);

/**
 * One row of the boundary table. An instant is a whole one or a day, which is its first instant.
 * `ledger`: `given 2026-01-01 for=research who=b ends=2027-01-01 …`, by default of customer `a`, about
 * the purpose and channel in question, recorded when it happened; the entries are e1, e2, …
 * `happened`: `purchase 2026-01-01 refusal-offered`.
 */
export interface ContactVector {
  readonly why: string;
  readonly purpose: string;
  readonly channel: Channel;
  readonly in: readonly string[];
  readonly at: string;
  /** `at` unless told. */
  readonly knownAt?: string;
  readonly ledger?: readonly string[];
  readonly happened?: readonly string[];
  readonly members?: readonly string[];
  readonly contactPoint?: string;
  readonly born?: string;
  readonly subscriber?: 'individual' | 'corporate';
  readonly listed?: boolean;
  readonly restrictions?: readonly { readonly from: string; readonly until?: string }[];
  readonly signedOff?: readonly string[];
  readonly sectors?: readonly Sector[];
  readonly allowed: boolean;
  readonly basis?: string;
  /** The code of one of the reasons, and the rule that one names. */
  readonly reason?: string;
  readonly rule?: string;
  readonly evidence?: string;
  readonly obligations?: readonly string[];
  /** `null`: never. */
  readonly until?: string | null;
}

export const vectorsAbout = (theme: string): readonly ContactVector[] =>
  JSON.parse(
    readFileSync(new URL(`./contact-vectors/${theme}.json`, import.meta.url), 'utf8'),
  ) as readonly ContactVector[];

const everywhere: Purpose['channels'] = [
  'email',
  'sms',
  'voice',
  'voice-automated',
  'post',
  'push',
  'in-person',
];
const purpose = (
  name: string,
  kinds: Purpose['kinds'],
  legalBases: Purpose['legalBases'],
  channels: Purpose['channels'] = everywhere,
): Purpose => ({ name, title: name, kinds, legalBases, channels });

export const purposes: readonly Purpose[] = [
  purpose('marketing', ['direct_marketing'], ['consent', 'legitimate-interest']),
  purpose('marketing-by-consent', ['direct_marketing'], ['consent']),
  purpose('interest-only', ['direct_marketing'], ['legitimate-interest']),
  {
    ...purpose('newsletter', ['direct_marketing'], ['consent']),
    isDoubleOptIn: true,
  },
  {
    ...purpose('offers', ['direct_marketing'], ['consent', 'legitimate-interest']),
    isDoubleOptIn: true,
  },
  purpose('appeal', ['direct_marketing', 'charitable_purpose'], ['consent', 'legitimate-interest']),
  purpose('delivery', ['service_message'], ['contract']),
  purpose('order-and-offers', ['service_message', 'direct_marketing'], ['consent', 'contract']),
  purpose('recall', [], ['legal-obligation']),
  purpose('health-offers', ['special_category'], ['consent']),
  purpose('sale', ['sale_share'], ['consent', 'legitimate-interest'], ['sharing']),
  purpose('health-sale', ['sale_share', 'special_category'], ['legitimate-interest'], ['sharing']),
  purpose(
    'disclosure',
    ['disclosure_third_party'],
    ['consent', 'legitimate-interest'],
    ['sharing'],
  ),
  purpose('publication', ['public_disclosure'], ['consent'], ['sharing']),
  purpose('transfer', ['cross_border_transfer'], ['consent'], ['sharing']),
  purpose('profiling', ['profiling'], ['consent', 'legitimate-interest'], ['profiling']),
];

export const instant = (text: string) => (text.includes('T') ? text : `${text}T00:00:00.000Z`);

const told = (text: string) => {
  const [kind = '', at = '', ...more] = text.split(' ');
  const words = new Map(
    more.map((each) => {
      const [name = '', value = ''] = each.split('=');
      return [name, value] as const;
    }),
  );
  const known = words.get('known');
  return { kind, at: instant(at), recordedAt: instant(known ?? at), words };
};

function eventOf(text: string, index: number, vector: ContactVector): ConsentEvent {
  const { kind, at, recordedAt, words } = told(text);
  const named = {
    status: words.get('status'),
    contactPoint: words.get('point'),
    expiresAt: words.has('ends') ? instant(words.get('ends') ?? '') : undefined,
    forms: words.get('forms')?.split(','),
    corrects: words.get('corrects'),
    decidedFor: words.get('decided-for')?.split(','),
  };
  return {
    eventId: `e${index + 1}`,
    customerId: words.get('who') ?? 'a',
    kind,
    purpose: words.get('for') ?? vector.purpose,
    channels: words.get('by')?.split(',') ?? [vector.channel],
    at,
    recordedAt,
    ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)),
  } as unknown as ConsentEvent;
}

function relationshipOf(text: string, index: number): RelationshipEvent {
  const { kind, at, recordedAt, words } = told(text);
  return {
    eventId: `r${index + 1}`,
    customerId: words.get('who') ?? 'a',
    kind: kind as RelationshipEvent['kind'],
    at,
    recordedAt,
    ...(words.has('refusal-offered') && { refusalOffered: true }),
  };
}

/** The case that a row describes, and the law under which it is decided. */
export function questionOf(vector: ContactVector): readonly [ContactCase, LawInForce] {
  const found = purposes.find(({ name }) => name === vector.purpose);
  if (found === undefined) throw new Error(`no purpose ${vector.purpose}`);
  const { contactPoint, born, subscriber, listed, restrictions } = vector;
  return [
    {
      purpose: found,
      channel: vector.channel,
      at: instant(vector.at),
      knownAt: instant(vector.knownAt ?? vector.at),
      members: vector.members ?? ['a'],
      events: (vector.ledger ?? []).map((text, index) => eventOf(text, index, vector)),
      relationships: (vector.happened ?? []).map(relationshipOf),
      jurisdictions: vector.in,
      ...(contactPoint !== undefined && { contactPoint }),
      ...(born !== undefined && { birthDate: born }),
      ...(subscriber !== undefined && { subscriber }),
      ...(listed !== undefined && { isOnDoNotCallList: listed }),
      ...(restrictions !== undefined && {
        restrictions: restrictions.map(({ from, until }) => ({
          from: instant(from),
          ...(until !== undefined && { until: instant(until) }),
        })),
      }),
    },
    { edition, signedOff: new Set(vector.signedOff), sectors: vector.sectors ?? [] },
  ];
}
