import type { PrivacyRequest } from '#core/privacy-request/privacy-request';
import type { Services } from '#functions/shared/handle';
import { cursorOf, placeOf, refuseCursor } from '#store/cursor';
import type { Page, Paging } from '#store/ports';

/** A request ends after it was received, so ended ones are looked for from the year's first moment on. */
const lists = ['ended', 'open'] as const;
const atFirst = '-';

/** What people asked for in a year: ended ones in the order of their end, then open ones. A page may be short. */
export async function requestsOfYear(
  year: string,
  { limit, cursor }: Paging,
  { privacyRequests }: Pick<Services, 'privacyRequests'>,
): Promise<Page<PrivacyRequest>> {
  const [named, inner] =
    cursor === undefined ? [lists[0], atFirst] : placeOf(cursor, 2).map(String);
  const list = lists.find((each) => each === named) ?? refuseCursor();
  const page = await privacyRequests.list(
    list,
    { limit, ...(inner !== atFirst && { cursor: inner }) },
    list === 'ended' ? `${year}-01-01` : undefined,
  );
  const items = page.items.filter(
    ({ receivedAt, channel }) => receivedAt.startsWith(year) && channel !== 'retention',
  );
  if (page.cursor !== undefined) return { items, cursor: cursorOf([list, page.cursor]) };
  return list === 'open' ? { items } : { items, cursor: cursorOf(['open', atFirst]) };
}
