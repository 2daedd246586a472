import { Refusal } from '#core/kernel/refusal';
import { followLiving } from '#functions/shared/context';
import type { Call, Handle, Services } from '#functions/shared/handle';
import { decideFor } from './ask.ts';
import type { decideContact, decideContacts } from './contract.ts';

/** Whether a contact is lawful; writes nothing. */
export const handleDecideContact: Handle<typeof decideContact> = async (
  { body, access },
  services,
) => decide(body, access, services);

async function decide(
  { customerId, ...question }: Call<typeof decideContact>['body'],
  access: Call<typeof decideContact>['access'],
  services: Services,
) {
  const stored = await followLiving(services, { access, permission: 'consent:decide' }, customerId);
  const decision = await decideFor(stored, question, access, services);
  services.measure('ContactDecisions', 1, decision.allowed ? 'allowed' : 'denied');
  return decision;
}

/** So many are under way at once: each asks the table three or four times. */
const atOnce = 40;

/** Many at once. One that is refused does not stop the others. */
export const handleDecideContacts: Handle<typeof decideContacts> = async (
  { body: { questions }, access },
  services,
) => {
  type Answers = Awaited<ReturnType<typeof decide>> | { readonly refused: string };
  const answers: Answers[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < questions.length; at = next++) {
      const question = questions[at];
      if (question !== undefined)
        answers[at] = await decide(question, access, services).catch(refusedOf);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { answers };
};

function refusedOf(error: unknown): { readonly refused: string } {
  if (error instanceof Refusal) return { refused: error.code };
  throw error;
}
