import { isDeepStrictEqual } from 'node:util';
import type { ConsentChange, RestsOn } from '#core/consent-rehearsal/consent-rehearsal';
import type { PurposeChange } from '#core/consent-rehearsal/decide-both-ways';
import { purposesSpokenOf } from '#core/consent-rehearsal/purposes-spoken-of';
import type { CustomerSchema } from '#core/schema/customer-schema';
import type { Services } from '#functions/shared/handle';
import { lawInForce } from '#functions/shared/law-in-force';
import type { Governed } from '#store/ports';
import { namesIn } from './find-rehearsal.ts';

/** What a change is rehearsed upon, as it stands. */
export interface Standing {
  readonly restsOn: RestsOn;
  /** What is to be put stands already. */
  readonly isPut: boolean;
  readonly purposes: readonly PurposeChange[];
  readonly signedOff: { readonly before: readonly string[]; readonly after: readonly string[] };
  readonly schemas: Readonly<Record<string, CustomerSchema>>;
}

/** Past what functions hold in memory: a decision to activate must not rest on what stood five seconds ago. */
export async function standingOf(
  change: ConsentChange,
  services: Pick<Services, 'governance' | 'clock'>,
): Promise<Standing> {
  const governance = services.governance.asOf(services.clock());
  const [purposes, notices, signOffs, schemas, { edition, sectors }] = await Promise.all([
    governance.purposes.list(),
    governance.notices.list(),
    governance.signOffs.list(),
    governance.schemas(),
    lawInForce(services),
  ]);
  const changes = purposeChanges();
  const signedOff = new Map(signOffs.map(({ value }) => [value.name, value.isSignedOff]));
  const before = signedNames(signedOff);
  for (const each of change.kind === 'sign-offs' ? change.signOffs : [])
    signedOff.set(each.name, each.isSignedOff);
  const upon = new Set(changes.map(({ after }) => after.name));
  return {
    restsOn: {
      governed: {
        ...Object.fromEntries(namesIn(change).map((name) => [`${typeOf[change.kind]}:${name}`, 0])),
        ...revisions(
          'notice',
          notices.filter(
            ({ value }) => change.kind === 'notice' && value.name === change.notice.name,
          ),
        ),
        // No decision rests on a notice.
        ...(change.kind !== 'notice' && {
          ...revisions(
            'purpose',
            purposes.filter(({ value }) => upon.has(value.name)),
          ),
          ...revisions('sign-off', signOffs),
          ...revisions('schema', schemas),
        }),
      },
      edition: `${edition.schema_version} ${edition.as_of}`,
      sectors: sectors.join(' '),
    },
    isPut: isPut(),
    purposes: changes,
    signedOff: { before, after: signedNames(signedOff) },
    schemas: Object.fromEntries(schemas.map(({ value }) => [value.name, value])),
  };

  function isPut(): boolean {
    switch (change.kind) {
      case 'purpose':
        return stands(change.purpose, purposes);
      case 'notice':
        // Which version it is, is counted when it is put.
        return stands(
          change.notice,
          notices.map(({ value }) => ({ value: { ...value, version: change.notice.version } })),
        );
      case 'sign-offs':
        return change.signOffs.every((each) => stands(each, signOffs));
    }
  }

  function purposeChanges(): readonly PurposeChange[] {
    if (change.kind === 'notice') return [];
    if (change.kind === 'sign-offs')
      return purposesSpokenOf(
        namesIn(change),
        purposes.map(({ value }) => value),
        edition,
      ).map((each) => ({ before: each, after: each }));
    const before = purposes.find(({ value }) => value.name === change.purpose.name)?.value;
    return [{ ...(before !== undefined && { before }), after: change.purpose }];
  }
}

/** Of an object in `RestsOn.governed`. */
export const typeOf = { purpose: 'purpose', notice: 'notice', 'sign-offs': 'sign-off' } as const;

const stands = <T extends { readonly name: string }>(
  wanted: T,
  all: readonly { readonly value: T }[],
): boolean => isDeepStrictEqual(all.find(({ value }) => value.name === wanted.name)?.value, wanted);

const signedNames = (signedOff: ReadonlyMap<string, boolean>): readonly string[] =>
  [...signedOff].flatMap(([name, isSignedOff]) => (isSignedOff ? [name] : [])).toSorted();

const revisions = (type: string, all: readonly Governed<{ readonly name: string }>[]) =>
  Object.fromEntries(all.map(({ value, revision }) => [`${type}:${value.name}`, revision]));
