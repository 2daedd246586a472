import { describe, expect, it } from 'vitest';
import { channels } from '#core/consent/consent-event';
import type { RehearsalServices } from '#functions/consent-rehearsals/services';
import {
  activate,
  ask,
  day,
  hub,
  keyOf,
  living,
  oneOf,
  put,
  randomPurpose,
  read,
  rehearse,
  rowsOf,
  runToEnd,
  services,
  someOf,
  useRehearsingHub,
} from '#test/support/rehearsing-hub';

useRehearsingHub(11);

/** What the hub answers everybody at this moment for these purposes, channel by channel. */
async function live(purposes: readonly string[], at: string, knownAt: string) {
  const questions = living.flatMap((customerId) =>
    purposes.flatMap((purpose) =>
      channels.map((channel) => ({ customerId, purpose, channel, at, knownAt })),
    ),
  );
  const answers = new Map<string, { allowed: boolean; reasons: readonly object[] }>();
  for (let from = 0; from < questions.length; from += 1000) {
    const some = questions.slice(from, from + 1000);
    const { body } = await hub.call('decideContacts', { body: { questions: some } });
    for (const [index, each] of some.entries())
      answers.set(keyOf(each), {
        allowed: body.answers[index].allowed ?? false,
        reasons: (body.answers[index].reasons ?? []).map(
          ({ citation: _, ...rest }: { citation?: string }) => rest,
        ),
      });
  }
  return answers;
}

const allPurposes = async (): Promise<readonly string[]> =>
  (await hub.call('listPurposes')).body.items.map(({ name }: { name: string }) => name);

/** Rehearses, activates, and compares what the hub says before and after with the rows. */
async function expectAsRehearsed(change: object, purposes: readonly string[], at?: string) {
  const runId = await rehearse(change, at === undefined ? {} : { at });
  const { result, at: decidedAt, createdAt } = await read(runId);
  const rows = new Map((await rowsOf(runId)).map((row) => [keyOf(row), row]));
  const before = await live(purposes, decidedAt, createdAt);
  expect((await activate(runId)).status).toBe(200);
  const after = await live(purposes, decidedAt, createdAt);
  const moved = [...before].filter(([key, was]) => was.allowed !== after.get(key)?.allowed);
  expect([...rows.keys()].toSorted()).toEqual(moved.map(([key]) => key).toSorted());
  for (const [key, was] of moved) {
    const is = after.get(key);
    expect(rows.get(key)).toMatchObject({
      before: was.allowed,
      after: is?.allowed,
      reasons: is?.reasons,
    });
  }
  expect(result.customers).toBe(living.length);
  expect(result.gains + result.loses).toBe(rows.size);
  const sums = result.changed.map(
    (each: { gains: number; loses: number; stays: { allowed: number; refused: number } }) =>
      each.gains + each.loses + each.stays.allowed + each.stays.refused,
  );
  expect(sums).toEqual(sums.map(() => living.length));
  return { runId, result, rows };
}

describe('a rehearsal of a change', () => {
  it('is what the hub then says, row by row: sign-offs of rules', { timeout: 60_000 }, async () => {
    await put('putPurpose', 'marketing', {
      title: 'Marketing',
      legalBases: ['legitimate-interest', 'consent'],
      channels,
    });
    await put('putPurpose', 'sale', {
      title: 'Of what is most private',
      legalBases: ['consent'],
      kinds: ['special_category'],
      channels,
    });
    await put('putPurpose', 'letters', {
      title: 'Letters',
      legalBases: ['consent'],
      kinds: ['service_message'],
      channels: ['post'],
    });
    const proposed = [
      'gdpr-legitimate-interest-dm',
      'ukgdpr-any',
      'pecr-live-call',
      'lgpd-any',
      'eprivacy-sms-optin',
      'qc-minor',
      'gdpr-special-category',
      'ukgdpr-special',
      'lgpd-sensitive',
      'eu-child-age-DE',
      'eu-child-age-FR',
    ];
    let changed = 0;
    for (let round = 0; round < 2; round += 1) {
      // All at once, then some taken back.
      const signOffs = (round === 0 ? proposed : someOf(proposed)).map((ruleId) => ({
        ruleId,
        isSignedOff: round === 0,
        ground: `opinion-${round}`,
      }));
      const { rows } = await expectAsRehearsed({ signOffs }, await allPurposes());
      changed += rows.size;
    }
    expect(changed).toBeGreaterThan(5);
  });

  it('is what the hub then says, row by row: purposes', { timeout: 60_000 }, async () => {
    let changed = 0;
    for (let round = 0; round < 4; round += 1) {
      const name = oneOf(['marketing', 'sale', `fresh-${round}`]);
      const at = oneOf([undefined, undefined, day(200), day(-200)]);
      const { rows } = await expectAsRehearsed(
        { purpose: { name, ...randomPurpose() } },
        [name],
        at,
      );
      changed += rows.size;
    }
    expect(changed).toBeGreaterThan(15);
  });

  it('turns nothing where nothing changes', async () => {
    const { body: marketing } = await hub.call('readPurpose', { params: { name: 'marketing' } });
    const { revision, updatedAt: _, ...purpose } = marketing;
    const { runId, result, rows } = await expectAsRehearsed({ purpose }, ['marketing']);
    expect(result).toMatchObject({ gains: 0, loses: 0, reasons: [], samples: [] });
    expect(rows.size).toBe(0);
    expect((await read(runId)).state).toBe('activated');
    const { body: after } = await hub.call('readPurpose', { params: { name: 'marketing' } });
    expect(after.revision).toBe(revision);
  });

  it('puts a notice, upon which no decision rests', async () => {
    const notice = { name: 'privacy', title: 'Privacy', texts: { en: 'What we do with it.' } };
    const runId = await rehearse({ notice });
    expect((await read(runId)).result).toMatchObject({ customers: 0, gains: 0, loses: 0 });
    expect((await activate(runId)).body.state).toBe('activated');
    const { body } = await hub.call('readNotice', { params: { name: 'privacy' } });
    expect(body).toMatchObject({ version: 1, texts: { en: { text: 'What we do with it.' } } });
  });

  it('says by whom, by which rule and on which channel', async () => {
    const { result, rows } = await expectAsRehearsed(
      {
        purpose: { name: 'fewer', title: 'Fewer', legalBases: ['contract'], channels: ['email'] },
      },
      ['fewer'],
    );
    const { gains } = result;
    expect(gains).toBeGreaterThan(living.length / 2);
    expect(result).toMatchObject({ loses: 0, unreadable: 0 });
    expect(result.changed).toEqual([
      {
        purpose: 'fewer',
        channel: 'email',
        gains,
        loses: 0,
        stays: { allowed: 0, refused: living.length - gains },
      },
    ]);
    expect(result.reasons).toContainEqual({
      channel: 'email',
      code: 'ground.contract',
      gains,
      loses: 0,
    });
    expect(result.samples).toEqual([
      {
        purpose: 'fewer',
        channel: 'email',
        gains: [...rows.values()].map(({ customerId }) => customerId).toSorted(),
        loses: [],
      },
    ]);
  });

  it('is the same wherever it was killed and begun again', { timeout: 60_000 }, async () => {
    const change = { purpose: { name: 'sale', ...randomPurpose(), legalBases: ['contract'] } };
    const whole = await rehearse(change);
    const runId = await ask(change);
    // Each life ends after one more write than the life before; the dead write nothing more.
    let [deaths, writes] = [0, 0];
    const alive = () => {
      if (writes > deaths) throw new Error('killed');
    };
    const counted =
      <A extends unknown[], R>(act: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        alive();
        const answer = await act(...args);
        writes += 1;
        alive();
        return answer;
      };
    const { consentRehearsals, work } = services;
    const dying: RehearsalServices = {
      ...services,
      work: { ...work, put: counted(work.put) },
      consentRehearsals: { ...consentRehearsals, move: counted(consentRehearsals.move) },
    };
    for (;;) {
      try {
        writes = 0;
        await runToEnd(runId, dying);
        break;
      } catch {
        deaths += 1;
      }
    }
    expect(deaths).toBeGreaterThan(3);
    expect((await read(runId)).result).toEqual((await read(whole)).result);
    expect(await rowsOf(runId)).toEqual(await rowsOf(whole));
  });
});
