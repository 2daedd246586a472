import type { Services } from '#functions/shared/handle';

/** How many requests there were about these constituents within twelve months, `except` one. Whatever became of them. */
export async function requestsInYear(
  members: readonly string[],
  except: string,
  { privacyRequests, clock }: Pick<Services, 'privacyRequests' | 'clock'>,
): Promise<number> {
  const ids = await privacyRequests.ofCustomers(members);
  const found = await Promise.all(ids.map((each) => privacyRequests.read(each)));
  const since = new Date(clock());
  since.setUTCFullYear(since.getUTCFullYear() - 1);
  return found.filter(
    (each) =>
      each !== undefined &&
      each.request.requestId !== except &&
      each.request.receivedAt >= since.toISOString(),
  ).length;
}
