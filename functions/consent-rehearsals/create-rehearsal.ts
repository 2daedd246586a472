import type * as z from 'zod';
import { rootUnit } from '#core/access/grant';
import { wholeLens } from '#core/access/lens';
import type { ConsentChange, ConsentRehearsal } from '#core/consent-rehearsal/consent-rehearsal';
import { Refusal } from '#core/kernel/refusal';
import { rulesOf } from '#functions/consents/govern';
import { noticeOf, purposeOf } from '#functions/consents/put-governed';
import type { Access } from '#functions/shared/access';
import type { Services } from '#functions/shared/handle';
import type { createConsentRehearsal } from './contract.ts';
import { namesIn, rehearsalView } from './find-rehearsal.ts';
import { standingOf } from './rests-on.ts';
import type { HandleRehearsal } from './services.ts';

/** Nine channels each: the counts of all must fit one item. */
const mostPurposes = 100;

/** Keeps the rehearsal, then starts its workflow. */
export const handleCreateConsentRehearsal: HandleRehearsal<typeof createConsentRehearsal> = async (
  { body, access, actorId, correlationId },
  services,
) => {
  const change = await changeOf(body.change, services);
  const { purposes } = await standingOf(change, services);
  if (purposes.length > mostPurposes) throw new Refusal('consent-rehearsal.too-many-purposes');
  const createdAt = services.clock();
  const run: ConsentRehearsal = {
    runId: services.newId('run'),
    change,
    at: body.at ?? createdAt,
    ...((await readsBirthDates(access, services)) ? {} : { hidesBirthDates: true }),
    state: 'running',
    progress: { stage: 'scan', done: 0, total: 0 },
    actor: actorId,
    correlationId,
    createdAt,
  };
  await services.consentRehearsals.create(run, {
    actor: actorId,
    action: 'consent-rehearsal.create',
    correlationId,
    at: createdAt,
  });
  await services.workflows.startConsentRehearsal(run.runId, { runId: run.runId });
  services.log('consent rehearsal started', {
    runId: run.runId,
    kind: change.kind,
    names: namesIn(change),
  });
  return rehearsalView(run);
};

async function changeOf(
  { purpose, notice, signOffs = [] }: z.output<typeof createConsentRehearsal.body>['change'],
  services: Pick<Services, 'governance'>,
): Promise<ConsentChange> {
  if (purpose !== undefined) {
    const { name, ...body } = purpose;
    return { kind: 'purpose', purpose: purposeOf(name, body) };
  }
  if (notice !== undefined) {
    const { name, ...body } = notice;
    return { kind: 'notice', notice: noticeOf(name, body) };
  }
  const { rules, edition } = await rulesOf(services);
  const known = new Set(rules.map(({ view }) => view.ruleId));
  for (const [index, { ruleId }] of signOffs.entries())
    if (!known.has(ruleId))
      throw new Refusal('rule.not-found', [
        {
          pointer: `/change/signOffs/${index}/ruleId`,
          rule: 'known',
          message: 'names a rule that the law as this release knows it does not have',
        },
      ]);
  return {
    kind: 'sign-offs',
    signOffs: signOffs.map(({ ruleId, ...rest }) => ({
      name: ruleId,
      ...rest,
      asOf: edition.asOf,
    })),
  };
}

/** Else one would rehearse for one moment after another until somebody comes of age. */
async function readsBirthDates(
  access: Access,
  { governance }: Pick<Services, 'governance'>,
): Promise<boolean> {
  if (access.lens !== wholeLens) return false;
  const schemas = await governance.schemas();
  return schemas
    .flatMap(({ value }) => value.attributes)
    .filter(({ match }) => match === 'birth-date')
    .every(({ classification }) =>
      access.reads(classification, { kind: 'Customer', units: [rootUnit], spokes: [] }),
    );
}
