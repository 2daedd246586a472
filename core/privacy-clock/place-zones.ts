/**
 * IANA time zones of a place. Where it has several: the one whose day begins last, in which the day of
 * receipt is read, and the one whose day ends first, in which the last day ends. So a deadline is never
 * later than it would be anywhere in that place.
 */
export type Zones = readonly [receivedIn: string, endsIn: string];

const one = (zone: string): Zones => [zone, zone];

/** Martinique and La Réunion are in the Union. */
const union: Zones = ['America/Martinique', 'Indian/Reunion'];
const eastern = one('America/New_York');
const central = one('America/Chicago');
const mountain = one('America/Denver');

const zones: Readonly<Record<string, Zones>> = {
  EU: union,
  EEA: union,
  AT: one('Europe/Vienna'),
  BE: one('Europe/Brussels'),
  BG: one('Europe/Sofia'),
  HR: one('Europe/Zagreb'),
  CY: one('Asia/Nicosia'),
  CZ: one('Europe/Prague'),
  DE: one('Europe/Berlin'),
  DK: one('Europe/Copenhagen'),
  EE: one('Europe/Tallinn'),
  ES: ['Atlantic/Canary', 'Europe/Madrid'],
  FI: one('Europe/Helsinki'),
  FR: union,
  GR: one('Europe/Athens'),
  HU: one('Europe/Budapest'),
  IE: one('Europe/Dublin'),
  IT: one('Europe/Rome'),
  LT: one('Europe/Vilnius'),
  LU: one('Europe/Luxembourg'),
  LV: one('Europe/Riga'),
  MT: one('Europe/Malta'),
  NL: one('Europe/Amsterdam'),
  PL: one('Europe/Warsaw'),
  PT: ['Atlantic/Azores', 'Europe/Lisbon'],
  RO: one('Europe/Bucharest'),
  SE: one('Europe/Stockholm'),
  SI: one('Europe/Ljubljana'),
  SK: one('Europe/Bratislava'),
  IS: one('Atlantic/Reykjavik'),
  LI: one('Europe/Vaduz'),
  NO: one('Europe/Oslo'),
  GB: one('Europe/London'),
  // The fifty states.
  US: ['Pacific/Honolulu', 'America/New_York'],
  'US-CA': one('America/Los_Angeles'),
  'US-CO': mountain,
  'US-CT': eastern,
  'US-DE': eastern,
  'US-IA': central,
  'US-IN': ['America/Chicago', 'America/New_York'],
  'US-KY': ['America/Chicago', 'America/New_York'],
  'US-MD': eastern,
  'US-MN': central,
  'US-MT': mountain,
  'US-NE': ['America/Denver', 'America/Chicago'],
  'US-NH': eastern,
  'US-NJ': eastern,
  'US-OR': ['America/Los_Angeles', 'America/Boise'],
  'US-RI': eastern,
  'US-TN': ['America/Chicago', 'America/New_York'],
  'US-TX': ['America/Denver', 'America/Chicago'],
  'US-UT': mountain,
  'US-VA': eastern,
  CA: ['America/Vancouver', 'America/St_Johns'],
  // The Magdalen Islands keep Atlantic time.
  'CA-QC': ['America/Toronto', 'America/Halifax'],
  BR: ['America/Rio_Branco', 'America/Noronha'],
  CN: one('Asia/Shanghai'),
  IN: one('Asia/Kolkata'),
};

/** Of a place, else of its country, else UTC. */
export const zonesOf = (place: string): Zones =>
  zones[place] ?? zones[place.split('-')[0] ?? ''] ?? one('UTC');
