import type { PrivacyStep } from './index.ts';

/** An execution bears the id of its request and which attempt it is. */
export const afterDeath = (execution: string): PrivacyStep => ({ step: 'died', execution });
