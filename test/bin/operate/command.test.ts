import { describe, expect, it } from 'vitest';
import type { Actions } from '../../../bin/operate/actions.ts';
import { operate } from '../../../bin/operate/command.ts';

const shown = {
  keysOfTheErasedAreGone: true,
  valuesOfTheErasedCannotBeRead: true,
  refusedBeforeTheReplay: true,
  erasedAreGoneAfterIt: true,
  othersAreAsTheyWere: true,
  lateRecordsAreRefused: true,
};
const drilled = { people: 40, erased: 20, restored: 300, replayed: { removed: 20 }, shown };

/** What was asked for, and what was said. */
async function run(args: readonly string[], more: Partial<Actions> = {}) {
  const asked: unknown[] = [];
  const said: string[] = [];
  const done = { state: 'done', task: 'roll-epoch', counts: { seen: 1 }, parts: [] } as const;
  const actions: Actions = {
    status: async (...all) => {
      asked.push(['status', ...all]);
      return { 'goldspoke-poison': 3 };
    },
    redrive: async (...all) => {
      asked.push(['redrive', ...all]);
      return [];
    },
    replayEvents: async (...all) => {
      asked.push(['replayEvents', ...all]);
      return { name: 'r', state: 'STARTING' };
    },
    restoreDrill: async (...all) => {
      asked.push(['restoreDrill', ...all]);
      return drilled;
    },
    sweep: async (...all) => {
      asked.push(['sweep', ...all]);
      return done;
    },
    ...more,
  };
  const say = (text: string) => void said.push(text);
  const status = await operate(args, actions, { out: say, err: say });
  return { status, asked, said: said.join('') };
}

describe('the operators’ command', () => {
  it('fails where the restore drill shows that a promise was not kept', async () => {
    expect((await run(['restore-drill'])).status).toBe(0);
    const broken = { ...drilled, shown: { ...shown, refusedBeforeTheReplay: false } };
    expect((await run(['restore-drill'], { restoreDrill: async () => broken })).status).toBe(1);
  });

  it('says where it looked for a deployment that it does not find', async () => {
    const { status, said } = await run(['restore-drill', '--config', 'config/nowhere.json']);
    expect(status).toBe(1);
    expect(said).toMatch(/config\/nowhere\.json.*--config.*--deployment/);
    const failing = (message: string) =>
      run(['restore-drill'], { restoreDrill: () => Promise.reject(new Error(message)) });
    for (const message of ['Region is missing', 'Region not accepted: region=""'])
      expect((await failing(message)).said).toContain('set AWS_REGION');
    expect((await run(['restore-drill', 'extra'])).status).toBe(2);
    expect((await run(['restore-drill', '--deployment'])).status).toBe(2);
  });

  it('takes the deployment from its file, or by name', async () => {
    expect(await run(['status'])).toMatchObject({ status: 0, asked: [['status', 'goldspoke']] });
    const { asked, said } = await run(['status', '--deployment', 'shop']);
    expect(asked).toEqual([['status', 'shop']]);
    expect(JSON.parse(said)).toEqual({ 'goldspoke-poison': 3 });
  });

  it('redrives one queue or all, and answers 1 while something stays behind', async () => {
    expect((await run(['redrive'])).asked).toEqual([['redrive', 'goldspoke', undefined]]);
    expect((await run(['redrive', 'goldspoke-poison'])).asked[0]).toContain('goldspoke-poison');
    const kept = { queue: 'q', depth: 1, redriven: 0, kept: { m1: 'still broken' } };
    expect((await run(['redrive'], { redrive: async () => [kept] })).status).toBe(1);
  });

  it('replays to the rule of one spoke', async () => {
    const span = ['--from', '2026-11-20T00:00:00Z', '--to', '2026-11-21T00:00:00Z'];
    const { asked, status } = await run(['replay-events', '--spoke', 'web', ...span]);
    expect(status).toBe(0);
    expect(asked).toMatchObject([
      ['replayEvents', { archive: 'goldspoke', bus: 'goldspoke', rules: ['web'] }],
    ]);
  });

  it('sweeps: rolls, upgrades, replays erasures in the table that is named', async () => {
    expect((await run(['roll-epoch', '--at-once'])).asked).toEqual([
      ['sweep', 'goldspoke', { task: 'roll-epoch', segments: 8, atOnce: true }],
    ]);
    expect((await run(['upgrade-items', '--segments', '2'])).asked).toEqual([
      ['sweep', 'goldspoke', { task: 'upgrade-items', segments: 2 }, undefined],
    ]);
    expect((await run(['replay-erasures', '--table', 'restored'])).asked).toEqual([
      ['sweep', 'goldspoke', { task: 'replay-erasures', segments: 8 }, 'restored'],
    ]);
  });

  it('says where it looked for credentials and region', async () => {
    const status = () => Promise.reject(new Error('Region is missing'));
    expect(await run(['status'], { status })).toMatchObject({
      status: 1,
      said: expect.stringContaining('AWS_REGION'),
    });
  });

  it.each([
    [[]],
    [['dance']],
    [['redrive', '--loudly']],
    [['replay-events', '--spoke', 'web']],
    [['replay-events', '--spoke', 'web', '--from', 'monday', '--to', '2026-11-21T00:00:00Z']],
    [
      [
        ...['replay-events', '--spoke', 'web', '--from', '2026-11-20T00:00:00'],
        ...['--to', '2026-11-21T00:00:00Z'],
      ],
    ],
    [['replay-erasures']],
    [['upgrade-items', '--segments', '0']],
  ])('answers 2 to wrong usage, says what is wrong and does nothing: %j', async (args) => {
    const { status, asked, said } = await run(args);
    expect([status, asked]).toEqual([2, []]);
    expect(said).not.toBe('');
  });

  it('answers 1 with the reason when it failed', async () => {
    const failing = await run(['status'], { status: () => Promise.reject(new Error('no stack')) });
    expect(failing).toMatchObject({ status: 1, said: 'no stack\n' });
  });

  it('answers 0 to a question for help', async () => {
    expect((await run(['--help'])).status).toBe(0);
    expect((await run(['redrive', '--help'])).said).toContain('dead-letter');
  });
});
