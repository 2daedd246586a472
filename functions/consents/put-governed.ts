import { createHash } from 'node:crypto';
import type * as z from 'zod';
import type { PrivacyNotice, RuleSignOff } from '#core/consent/notice';
import type { Purpose } from '#core/consent/purpose';
import { Refusal } from '#core/kernel/refusal';
import type { Services } from '#functions/shared/handle';
import type { Change, Expected, Governed } from '#store/ports';
import type * as contracts from './contract.ts';

type Governs = Pick<Services, 'governance'>;

/** Who puts it, and when. `rehearsed`: what the rehearsal that it was activated by came to, in words. */
export interface Putting extends Pick<Change, 'actor' | 'correlationId' | 'at'> {
  readonly rehearsed?: string;
}

/** The audit tells of each such change whether it was rehearsed. */
const changeOf = (what: string, put: string, { rehearsed, ...by }: Putting): Change => ({
  ...by,
  action: `${what}.${rehearsed === undefined ? put : 'activate'}`,
  reason: rehearsed ?? 'Put without a rehearsal.',
});

/** A purpose as it is asked for. Refuses `purpose.invalid`. */
export function purposeOf(
  name: string,
  {
    benefit,
    dpv,
    kinds,
    isDoubleOptIn,
    holdsFor,
    retention,
    ...rest
  }: z.output<typeof contracts.putPurpose.body>,
): Purpose {
  const isRefusable = rest.legalBases.some((each) =>
    ['consent', 'legitimate-interest'].includes(each),
  );
  for (const [pointer, list] of [
    ['/legalBases', rest.legalBases],
    ['/channels', rest.channels],
    ['/kinds', kinds ?? []],
  ] as const)
    if (new Set<string>(list).size !== list.length)
      throw new Refusal('purpose.invalid', [
        { pointer, rule: 'unique', message: 'names one twice' },
      ]);
  return {
    ...rest,
    name,
    kinds: kinds ?? (isRefusable ? ['direct_marketing'] : []),
    ...(dpv !== undefined && { dpv }),
    ...(benefit !== undefined && { benefit }),
    ...(isDoubleOptIn !== undefined && { isDoubleOptIn }),
    ...(holdsFor !== undefined && { holdsFor }),
    ...(retention !== undefined && { retention }),
  };
}

export const putPurpose = (
  { value, ifRevision }: Expected<Purpose>,
  by: Putting,
  { governance }: Governs,
): Promise<Governed<Purpose>> =>
  governance.purposes.put(value, changeOf('purpose', 'put', by), ifRevision);

/** A notice as it is asked for; which version it is, is counted when it is put. */
export function noticeOf(
  name: string,
  { title, texts }: z.output<typeof contracts.putNotice.body>,
): PrivacyNotice {
  const hashed = Object.entries(texts).map(
    ([language, text]) => [language, { text, hash: sha256(text) }] as const,
  );
  return { name, version: 1, title, texts: Object.fromEntries(hashed) };
}

export const putNotice = (
  { value, ifRevision }: Expected<PrivacyNotice>,
  by: Putting,
  { governance }: Governs,
): Promise<Governed<PrivacyNotice>> =>
  governance.notices.put(value, changeOf('notice', 'put', by), ifRevision);

/** All of them or none. */
export const putSignOffs = (
  signOffs: readonly Expected<RuleSignOff>[],
  by: Putting,
  { governance }: Governs,
): Promise<readonly Governed<RuleSignOff>[]> =>
  governance.signOffs.putAll(signOffs, changeOf('rule', 'sign-off', by));

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
