import * as z from 'zod';
import type { OwnAnswer } from './contract.ts';

const page = { mediaType: 'text/html', body: z.string() };

/** What a page behind a link answers where the link opens nothing. */
export const deadLinkPages = {
  404: { ...page, says: 'A page: this is no link.' },
  410: { ...page, says: 'A page: the link is none of this hub, used up or over.' },
} as const satisfies Readonly<Record<number, OwnAnswer>>;
