import type { RecordsRegulation } from '#core/privacy-retention/keep-requests';
import type { Services } from './handle.ts';
import { lawInForce } from './law-in-force.ts';

/** The law as to what is kept, and for how long. */
export async function recordsLaw(services: Pick<Services, 'governance'>) {
  const { edition, sectors } = await lawInForce(services);
  // The same file; its shape is checked by a test.
  const regulations = edition.regulations as readonly RecordsRegulation[];
  return { edition: { regulations }, sectors };
}
