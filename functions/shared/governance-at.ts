import type { Instant } from '#core/kernel/types';
import type { GovernanceReads } from '#store/ports';
import type { Services } from './handle.ts';

/** What the business configured, as it stood at `asOf`; without it, as it stands. */
export const governanceAt = (
  { governance }: Pick<Services, 'governance'>,
  asOf: Instant | undefined,
): GovernanceReads => (asOf === undefined ? governance : governance.asOf(asOf));
