import { own } from '#core/kernel/own';
import { fold } from './fold.ts';
import { isPlaceholderText } from './placeholders.ts';
import type { StandardSocial } from './standard-record.ts';

const sameNetwork: Readonly<Record<string, string>> = {
  twitter: 'x',
  twittercom: 'x',
  xcom: 'x',
  fb: 'facebook',
  facebookcom: 'facebook',
  ig: 'instagram',
  insta: 'instagram',
  instagramcom: 'instagram',
  linkedincom: 'linkedin',
  tiktokcom: 'tiktok',
  youtubecom: 'youtube',
};

/** `@Ada`, `https://www.instagram.com/ada/` → `ada`; `undefined` when nothing is left. */
export function standardSocial(network: string, handle: string): StandardSocial | undefined {
  const tight = fold(network).replaceAll(' ', '');
  const bare = handle
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(
      /^(?:https?:\/\/)?(?:[a-z]+\.)?[a-z0-9-]+\.[a-z]+\/(?:in\/|company\/|channel\/|u\/)?/,
      '',
    )
    .replace(/[?#].*$/, '')
    .replace(/^@|\/+$/g, '');
  if (bare === '' || tight === '' || isPlaceholderText(bare)) return undefined;
  return { network: own(sameNetwork, tight) ?? tight, handle: bare };
}
