import type { Purpose } from '#core/consent/purpose';

/** A spoke with a lens of its name, and the purpose that the lens serves. */
export interface Reader {
  readonly spoke: string;
  readonly purpose: string;
  readonly needsConsent?: boolean;
}

/** One spoke for each lens, and one lens for each way in which a purpose may be allowed. */
export const readers: readonly Reader[] = [
  { spoke: 'ads', purpose: 'ads' },
  { spoke: 'agreed', purpose: 'ads', needsConsent: true },
  { spoke: 'news', purpose: 'news' },
  { spoke: 'ship', purpose: 'ship' },
  { spoke: 'stats', purpose: 'stats' },
  { spoke: 'duty', purpose: 'duty' },
];
export const attributes = ['name', 'emails', 'phones', 'addresses', 'birthDate'];

/** What is governed, before and after a change. */
export const purposesOf = (isChanged: boolean): readonly Purpose[] => [
  {
    name: 'ads',
    title: 'Ads',
    kinds: ['direct_marketing'],
    legalBases: ['consent'],
    channels: isChanged ? ['email', 'post'] : ['email', 'sms', 'post'],
  },
  {
    name: 'news',
    title: 'News',
    kinds: ['direct_marketing'],
    legalBases: isChanged ? ['consent'] : ['legitimate-interest', 'consent'],
    channels: ['email', 'post'],
  },
  {
    name: 'ship',
    title: 'Delivery',
    kinds: [],
    legalBases: ['contract'],
    channels: ['sms', 'post'],
  },
  {
    name: 'stats',
    title: 'Analysis',
    kinds: ['profiling'],
    legalBases: isChanged ? ['legitimate-interest'] : ['consent'],
    channels: ['profiling'],
  },
  {
    name: 'duty',
    title: 'Recalls',
    kinds: [],
    legalBases: ['legal-obligation'],
    channels: ['post'],
  },
];
