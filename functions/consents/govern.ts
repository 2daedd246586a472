import { ageFactsOf } from '#core/consent/age-facts';
import { type ConsentRule, isDecisive } from '#core/consent/regulation';
import { Refusal } from '#core/kernel/refusal';
import { type ClockEdition, clockFacts } from '#core/privacy-clock/clock-facts';
import { Answer, type Handle, type Services } from '#functions/shared/handle';
import { lawInForce } from '#functions/shared/law-in-force';
import { etag } from '#functions/shared/views';
import type { Expected, Governed } from '#store/ports';
import type * as contracts from './contract.ts';
import { noticeOf, purposeOf, putNotice, putPurpose, putSignOffs } from './put-governed.ts';

const viewOf = <T extends object>({ value, revision, updatedAt }: Governed<T>) => ({
  ...value,
  revision,
  updatedAt,
});

const answerOf = <T extends object>(governed: Governed<T>, at: string) =>
  new Answer(viewOf(governed), {
    status: governed.revision === 1 && governed.updatedAt === at ? 201 : 200,
    headers: etag(governed.revision),
  });

const expected = <T>(value: T, ifRevision: number | undefined): Expected<T> => ({
  value,
  ...(ifRevision !== undefined && { ifRevision }),
});

/** Defines or changes a purpose; the same again changes nothing. */
export const handlePutPurpose: Handle<typeof contracts.putPurpose> = async (
  { params, body, ifRevision, actorId, correlationId },
  services,
) => {
  const by = { actor: actorId, correlationId, at: services.clock() };
  const value = purposeOf(params.name, body);
  const governed = await putPurpose(expected(value, ifRevision), by, services);
  services.log('purpose put', { purpose: params.name, revision: governed.revision, correlationId });
  return answerOf(governed, by.at);
};

export const handleListPurposes: Handle<typeof contracts.listPurposes> = async (
  _,
  { governance },
) => {
  const purposes = await governance.purposes.list();
  return { items: purposes.map(viewOf) };
};

/** As it stands, or as its revision stood. */
export const handleReadPurpose: Handle<typeof contracts.readPurpose> = async (
  { params, query },
  services,
) => {
  const { purposes } = services.governance;
  const found = await (query.version === undefined
    ? purposes.read(params.name)
    : purposes.version(params.name, query.version));
  if (found === undefined) throw new Refusal('purpose.not-found');
  return new Answer(viewOf(found), { headers: etag(found.revision) });
};

/** Writes the next version of a notice; the same texts again are the same version. */
export const handlePutNotice: Handle<typeof contracts.putNotice> = async (
  { params, body, ifRevision, actorId, correlationId },
  services,
) => {
  const by = { actor: actorId, correlationId, at: services.clock() };
  const value = noticeOf(params.name, body);
  const governed = await putNotice(expected(value, ifRevision), by, services);
  services.log('notice put', {
    notice: params.name,
    version: governed.value.version,
    correlationId,
  });
  return answerOf(governed, by.at);
};

export const handleListNotices: Handle<typeof contracts.listNotices> = async (
  _,
  { governance },
) => {
  const notices = await governance.notices.list();
  return {
    items: notices.map(({ value: { texts, ...value }, ...governed }) =>
      viewOf({
        ...governed,
        value: {
          ...value,
          hashes: Object.fromEntries(
            Object.entries(texts).map(([language, { hash }]) => [language, hash]),
          ),
        },
      }),
    ),
  };
};

/** In its newest version, or in the one that somebody was shown. */
export const handleReadNotice: Handle<typeof contracts.readNotice> = async (
  { params, query },
  { governance },
) => {
  const found = await (query.version === undefined
    ? governance.notices.read(params.name)
    : governance.notices.version(params.name, query.version));
  if (found === undefined) throw new Refusal('notice.not-found');
  return new Answer(viewOf(found), { headers: etag(found.revision) });
};

/** Every rule, age and fact of a clock, and whether it decides. */
export const handleListRules: Handle<typeof contracts.listRules> = async (_, services) => {
  const { rules, edition } = await rulesOf(services);
  return { edition, items: rules.map(({ view }) => view) };
};

/** Vouches for a rule, an age or a fact of a clock that no source confirms. What it decides from then on is the operator's word. */
export const handleSignOffRule: Handle<typeof contracts.signOffRule> = async (
  { params, body, actorId, correlationId },
  services,
) => {
  const before = await rulesOf(services);
  if (!before.rules.some(({ rule }) => rule.id === params.ruleId))
    throw new Refusal('rule.not-found');
  const value = { name: params.ruleId, ...body, asOf: before.edition.asOf };
  const by = { actor: actorId, correlationId, at: services.clock() };
  await putSignOffs([{ value }], by, services);
  services.log('rule signed off', {
    rule: params.ruleId,
    ...body,
    ground: undefined,
    correlationId,
  });
  const after = (await rulesOf(services)).rules.find(({ rule }) => rule.id === params.ruleId);
  if (after === undefined) throw new Refusal('rule.not-found');
  return after.view;
};

/** Every rule, every age and every fact of a clock as the API shows it, by the edition of the law that this release knows. */
export async function rulesOf(services: Pick<Services, 'governance'>) {
  const [{ edition, signedOff }, signOffs] = await Promise.all([
    lawInForce(services),
    services.governance.signOffs.list(),
  ]);
  const viewOfRule = (
    regulation: string | null,
    rule: Pick<ConsentRule, 'id' | 'citation' | 'check'>,
    age?: { readonly threshold: number; readonly scope: string },
  ) => {
    const signOff = signOffs.find(({ value }) => value.name === rule.id && value.isSignedOff);
    return {
      rule,
      view: {
        ruleId: rule.id,
        ...(regulation !== null && { regulation }),
        citation: rule.citation,
        check: rule.check,
        ...(age !== undefined && { age }),
        decides: isDecisive(rule, signedOff),
        ...(signOff !== undefined && {
          signOff: {
            ground: signOff.value.ground,
            asOf: signOff.value.asOf,
            updatedAt: signOff.updatedAt,
          },
        }),
      },
    };
  };
  return {
    edition: { schemaVersion: edition.schema_version, asOf: edition.as_of },
    rules: [
      ...edition.regulations.flatMap(({ id, consent_rules }) =>
        consent_rules.map((rule) => viewOfRule(id, rule)),
      ),
      ...ageFactsOf(edition).map(({ regulation, threshold, scope, ...fact }) =>
        viewOfRule(regulation, fact, { threshold, scope }),
      ),
      // The same edition, of which clocks read other parts.
      ...clockFacts(edition as unknown as ClockEdition).map(({ regulation, ...fact }) =>
        viewOfRule(regulation, fact),
      ),
    ],
  };
}
