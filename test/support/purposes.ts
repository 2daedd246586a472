import type { Purpose } from '#core/consent/purpose';
import type { Services } from '#functions/shared/handle';

const change = {
  actor: 'tok_1',
  action: 'purpose.put',
  correlationId: 'cor',
  at: '2026-01-01T00:00:00.000Z',
};

/** Purposes that a contract covers, so that they are allowed for everybody on every channel they name. */
export async function putContractPurposes(
  { governance }: Pick<Services, 'governance'>,
  ...names: readonly string[]
): Promise<void> {
  for (const name of names) {
    const purpose: Purpose = {
      name,
      title: name,
      kinds: [],
      legalBases: ['contract'],
      channels: ['email', 'sms', 'post'],
    };
    await governance.purposes.put(purpose, change);
  }
}
