/**
 * What the steps of a workflow are told when an execution of it ended before its last step: somebody
 * stopped it, or Step Functions did.
 */
export interface Died {
  readonly step: 'died';
  /** Its name: the id of what it worked on and, where that may be started again, which attempt it is. */
  readonly execution: string;
}

export const afterDeath = (execution: string): Died => ({ step: 'died', execution });
