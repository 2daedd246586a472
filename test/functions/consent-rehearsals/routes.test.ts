import { describe, expect, it } from 'vitest';
import { rootUnit } from '#core/access/grant';
import * as contracts from '#functions/consent-rehearsals/contract';
import { afterDeath } from '#functions/shared/died';
import {
  activate,
  ask,
  call,
  day,
  hub,
  keyOf,
  living,
  put,
  random,
  randomPurpose,
  read,
  rehearse,
  rowsOf,
  runToEnd,
  services,
  started,
  step,
  useRehearsingHub,
  workWith,
} from '#test/support/rehearsing-hub';

useRehearsingHub(8);

describe('the routes of rehearsals', () => {
  const change = {
    purpose: { name: 'marketing', title: 'M', legalBases: ['consent'], channels: ['email'] },
  };

  it('start a workflow of its own name, and change nothing before the activation', async () => {
    const { body: before } = await hub.call('readPurpose', { params: { name: 'marketing' } });
    const runId = await ask(change);
    expect(started).toEqual([runId]);
    expect(await read(runId)).toMatchObject({
      kind: 'purpose',
      names: ['marketing'],
      state: 'running',
    });
    expect((await activate(runId)).body.type).toBe('/problems/consent-rehearsal.not-finished');
    const rows = await call(contracts.listConsentRehearsalRows, { params: { runId } });
    expect(rows.body.type).toBe('/problems/consent-rehearsal.not-finished');
    await runToEnd(runId);
    const { body: after } = await hub.call('readPurpose', { params: { name: 'marketing' } });
    expect(after).toEqual(before);
  });

  it.each([
    ['the purpose', () => put('putPurpose', 'marketing', randomPurpose())],
    [
      'a sign-off',
      () =>
        hub.call('signOffRule', {
          params: { ruleId: 'eprivacy-cookies' },
          body: { isSignedOff: true, ground: `opinion-${random(1_000_000)}` },
        }),
    ],
  ])('refuse to activate once %s has changed', async (_, act) => {
    const runId = await rehearse(change);
    await act();
    const { status, body } = await activate(runId);
    expect([status, body.type]).toEqual([409, '/problems/consent-rehearsal.stale']);
    expect((await read(runId)).state).toBe('finished');
  });

  it('do not mind a change of something else', async () => {
    const runId = await rehearse(change);
    await put('putPurpose', 'unrelated', randomPurpose());
    expect((await activate(runId)).status).toBe(200);
  });

  it('activate all sign-offs or none, once', async () => {
    const signOffs = ['pecr-auto-call', 'pecr-cookies'].map((ruleId) => ({
      ruleId,
      isSignedOff: true,
      ground: 'opinion-7',
    }));
    const runId = await rehearse({ signOffs });
    expect((await activate(runId)).body.state).toBe('activated');
    expect((await activate(runId)).status).toBe(200);
    const { body } = await hub.call('listRules');
    const signed = body.items.filter(
      ({ signOff }: { signOff?: { ground: string } }) => signOff?.ground === 'opinion-7',
    );
    expect(signed.map(({ ruleId }: { ruleId: string }) => ruleId).toSorted()).toEqual([
      'pecr-auto-call',
      'pecr-cookies',
    ]);
  });

  it('note an activation that died after it had put', async () => {
    const purpose = { ...change.purpose, title: `Died ${random(1_000_000)}` };
    const runId = await rehearse({ purpose });
    const { move } = services.consentRehearsals;
    const healthy = services;
    workWith({
      ...healthy,
      consentRehearsals: {
        ...healthy.consentRehearsals,
        move: async () => {
          throw new Error('killed');
        },
      },
    });
    expect((await activate(runId)).status).toBe(500);
    workWith({ ...healthy, consentRehearsals: { ...healthy.consentRehearsals, move } });
    expect((await activate(runId)).body.state).toBe('activated');
  });

  it('tell in the audit what was rehearsed, and what was put without', async () => {
    const purpose = { ...change.purpose, title: `Audited ${random(1_000_000)}` };
    const runId = await rehearse({ purpose });
    await activate(runId);
    const { result } = await read(runId);
    const audit = async (object: string) =>
      (await hub.call('listAudit', { query: { object } })).body.items;
    const ofRun = await audit(`consent-rehearsal:${runId}`);
    expect(ofRun.map(({ action }: { action: string }) => action)).toEqual([
      'consent-rehearsal.create',
      'consent-rehearsal.end',
      'consent-rehearsal.activate',
    ]);
    expect(ofRun.at(-1).after).toMatchObject({ customers: living.length, gains: result.gains });
    const put_ = (await audit('purpose:marketing')).at(-1);
    expect(put_).toMatchObject({ action: 'purpose.activate' });
    expect(put_.reason).toBe(
      `Rehearsed as ${runId}: of ${living.length} customers, ${result.gains} answers become yes and ${result.loses} become no.`,
    );
    await put('putPurpose', 'marketing', randomPurpose());
    expect((await audit('purpose:marketing')).at(-1)).toMatchObject({
      action: 'purpose.put',
      reason: 'Put without a rehearsal.',
    });
  });

  it('end a rehearsal that is cancelled, and one whose execution died', async () => {
    const cancelled = await ask(change);
    await step({ step: 'plan', runId: cancelled });
    const asked = await call(contracts.cancelConsentRehearsal, { params: { runId: cancelled } });
    expect(asked.body.state).toBe('cancelling');
    await runToEnd(cancelled);
    expect((await read(cancelled)).state).toBe('cancelled');
    const again = await call(contracts.cancelConsentRehearsal, { params: { runId: cancelled } });
    expect(again.body.type).toBe('/problems/consent-rehearsal.ended');

    const dead = await ask(change);
    await step(afterDeath(dead));
    expect((await read(dead)).state).toBe('failed');
    const finished = await rehearse(change);
    await step(afterDeath(finished));
    expect((await read(finished)).state).toBe('finished');
    // A map's executions bear names that are no rehearsals.
    await step(afterDeath('2f9f3c0e'));
  });

  it('tell nobody’s birthday to who may not read it', async () => {
    const schema = await hub.call('readSchema', { params: { name: 'person' } });
    const ofBirth = schema.body.attributes.find(
      ({ match }: { match?: string }) => match === 'birth-date',
    );
    expect(ofBirth.classification).not.toBe('public');
    const governor = {
      title: 'Governs consent, sees nobody',
      permissions: ['consent:govern', 'governance:read'],
      reads: [],
    };
    await hub.call('putRole', { params: { role: 'blind-governor' }, body: governor });
    const grants = [{ role: 'blind-governor', orgUnit: rootUnit }];
    const purpose = {
      name: 'grown-up',
      title: 'Grown up',
      legalBases: ['legitimate-interest'],
      channels: ['post'],
    };
    const changes = async (at: string, more: object) => {
      const asked = await call(contracts.createConsentRehearsal, {
        body: { change: { purpose }, at },
        ...more,
      });
      expect(asked.status, JSON.stringify(asked.body)).toBe(202);
      await runToEnd(asked.body.id);
      return (await rowsOf(asked.body.id, 200)).map(keyOf);
    };
    // In twelve years all are grown up, and for who may not know it nobody comes of age.
    const [now, later] = [day(0), day(-12 * 365)];
    expect(await changes(later, {})).not.toEqual(await changes(now, {}));
    expect(await changes(later, { grants })).toEqual(await changes(now, { grants }));
  });

  it.each([
    ['nothing', {}],
    [
      'two things at once',
      { ...change, signOffs: [{ ruleId: 'pecr-sms', isSignedOff: true, ground: 'x' }] },
    ],
    [
      'a rule twice',
      {
        signOffs: ['pecr-sms', 'pecr-sms'].map((ruleId) => ({
          ruleId,
          isSignedOff: true,
          ground: 'x',
        })),
      },
    ],
    ['a channel that is none', { purpose: { ...change.purpose, channels: ['telepathy'] } }],
  ])('refuse a change that holds %s', async (_, wrong) => {
    const { status } = await call(contracts.createConsentRehearsal, { body: { change: wrong } });
    expect(status).toBe(400);
  });

  it('refuse what no rule of the law, no purpose and no rehearsal is', async () => {
    const signOffs = [{ ruleId: 'no-such-rule', isSignedOff: true, ground: 'x' }];
    const none = await call(contracts.createConsentRehearsal, { body: { change: { signOffs } } });
    expect(none.body).toMatchObject({
      type: '/problems/rule.not-found',
      errors: [{ pointer: '/change/signOffs/0/ruleId' }],
    });
    const twice = { purpose: { ...change.purpose, channels: ['email', 'email'] } };
    const wrong = await call(contracts.createConsentRehearsal, { body: { change: twice } });
    expect(wrong.body.type).toBe('/problems/purpose.invalid');
    const params = { runId: `run_${'0'.repeat(26)}` };
    for (const contract of [
      contracts.readConsentRehearsal,
      contracts.listConsentRehearsalRows,
      contracts.activateConsentRehearsal,
      contracts.cancelConsentRehearsal,
    ])
      expect((await call(contract, { params })).body.type).toBe(
        '/problems/consent-rehearsal.not-found',
      );
  });

  it('say so where the rows are no longer kept, and where a cursor is not theirs', async () => {
    const runId = await rehearse({ purpose: { ...change.purpose, legalBases: ['contract'] } });
    const wrong = await call(contracts.listConsentRehearsalRows, {
      params: { runId },
      query: { cursor: 'bm90LW91cnM' },
    });
    expect(wrong.status).toBe(400);
    workWith({ ...services, work: { ...services.work, text: async () => undefined } });
    const gone = await call(contracts.listConsentRehearsalRows, { params: { runId } });
    expect([gone.status, gone.body.type]).toEqual([
      410,
      '/problems/consent-rehearsal.rows-expired',
    ]);
    expect((await read(runId)).result.samples).toBeUndefined();
  });
});
