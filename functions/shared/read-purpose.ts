import type { Purpose } from '#core/consent/purpose';
import { Refusal } from '#core/kernel/refusal';
import type { Services } from './handle.ts';

/** A purpose as it is governed. Refuses `purpose.not-found`. */
export async function readPurpose(
  { governance }: Pick<Services, 'governance'>,
  name: string,
): Promise<Purpose> {
  const found = await governance.purposes.read(name);
  if (found === undefined)
    throw new Refusal('purpose.not-found', [
      { pointer: '/purpose', rule: 'known', message: 'names a purpose that does not exist' },
    ]);
  return found.value;
}
