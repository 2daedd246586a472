import { afterEach, describe, expect, it } from 'vitest';
import { workflows } from '#functions/manifest';
import { stepThreads } from '#local/step-threads';

const threads = stepThreads(workflows, 1);
afterEach(threads.stop);

describe('threads for the steps of workflows', () => {
  it('call the function of the manifest, and hand its failure back', async () => {
    const sweep = await threads.workflows.sweep!.Sweep!.load();
    const handler = sweep.handler as (input: unknown) => Promise<unknown>;
    await expect(handler({ step: 'unheard of' })).rejects.toThrow('TABLE_NAME');
  });

  it('take each workflow of the manifest, by the names of its functions', () => {
    const namesOf = (of: typeof threads.workflows) =>
      Object.entries(of).map(([workflow, functions]) => [
        workflow,
        Object.entries(functions).map(([placeholder, { name }]) => [placeholder, name]),
      ]);
    expect(namesOf(threads.workflows)).toEqual(namesOf(workflows));
  });
});
