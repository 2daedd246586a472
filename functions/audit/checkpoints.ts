import { Refusal } from '#core/kernel/refusal';
import type { Handle } from '#functions/shared/handle';
import type { listCheckpoints, readCheckpoint } from './contract.ts';

export const handleListCheckpoints: Handle<typeof listCheckpoints> = ({ query }, { audit }) =>
  audit.checkpoints(query);

/** As it lies under Object Lock; who relies on it verifies it. */
export const handleReadCheckpoint: Handle<typeof readCheckpoint> = async (
  { params },
  { audit },
) => {
  const found = await audit.checkpoint(params.number);
  if (found === undefined) throw new Refusal('checkpoint.not-found');
  return found;
};
