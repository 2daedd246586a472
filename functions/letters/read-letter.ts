import { Refusal } from '#core/kernel/refusal';
import type { Handle } from '#functions/shared/handle';
import type { readLetter } from './contract.ts';

/**
 * Opens a letter for the spoke that is to send it. Whatever else is asked for is not there: another
 * spoke's letter, one that is over, and any letter for a token that acts for no spoke.
 */
export const handleReadLetter: Handle<typeof readLetter> = async (
  { params: { letterId }, caller: { spoke }, access, actorId, correlationId },
  services,
) => {
  if (spoke === undefined || !access.may('letter:read', access.spoke(spoke)))
    throw new Refusal('letter.not-found');
  const letter = await services.letters.read(letterId, spoke);
  if (letter === undefined) throw new Refusal('letter.not-found');
  const { content, customerId, spoke: _, ...rest } = letter;
  await services.audit.record({
    actor: actorId,
    action: 'letter.read',
    about: `customer:${customerId}`,
    correlationId,
  });
  services.log('letter read', { letterId, readsLeft: letter.readsLeft, correlationId });
  return { ...rest, ...content };
};
