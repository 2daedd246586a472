import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ConsentEvent, RelationshipEvent } from '#core/consent/consent-event';
import type { ContactCase, LawInForce } from '#core/consent/contact-case';
import { decideContact } from '#core/consent/decide-contact';
import type { Purpose } from '#core/consent/purpose';
import type { LawEdition } from '#core/consent/regulation';

const edition: LawEdition = JSON.parse(
  readFileSync(new URL('../../../data/regulations.json', import.meta.url), 'utf8'),
);
const law: LawInForce = { edition, signedOff: new Set(), sectors: [] };

const marketing: Purpose = {
  name: 'marketing',
  title: 'Marketing',
  kinds: ['direct_marketing'],
  legalBases: ['consent', 'legitimate-interest'],
  channels: ['email', 'sms', 'voice', 'post'],
};
const said = (
  kind: ConsentEvent['kind'],
  at: string,
  more: Partial<ConsentEvent> = {},
): ConsentEvent => ({
  eventId: `con_${kind}`,
  customerId: 'a',
  kind,
  purpose: 'marketing',
  channels: ['email', 'sms', 'voice', 'post'],
  at: `${at}T00:00:00.000Z`,
  recordedAt: `${at}T00:00:00.000Z`,
  ...more,
});
const happened = (
  kind: RelationshipEvent['kind'],
  at: string,
  more: Partial<RelationshipEvent> = {},
): RelationshipEvent => ({
  eventId: 'rel_1',
  customerId: 'a',
  kind,
  at: `${at}T00:00:00.000Z`,
  recordedAt: `${at}T00:00:00.000Z`,
  ...more,
});

const decide = (more: Partial<ContactCase>, under: Partial<LawInForce> = {}) =>
  decideContact(
    {
      purpose: marketing,
      channel: 'email',
      at: '2026-11-22T12:00:00.000Z',
      knownAt: '2026-11-22T12:00:00.000Z',
      members: ['a'],
      events: [],
      relationships: [],
      jurisdictions: ['DE'],
      ...more,
    },
    { ...law, ...under },
  );

describe('a contact decision', () => {
  it('allows what was agreed to, names the entry, and when it ends', () => {
    const events = [said('given', '2026-01-01', { expiresAt: '2027-01-01T00:00:00.000Z' })];
    expect(decide({ events })).toMatchObject({
      allowed: true,
      basis: 'consent',
      evidence: 'con_given',
      until: '2027-01-01T00:00:00.000Z',
      edition: { schemaVersion: edition.schema_version, asOf: edition.as_of },
    });
  });

  it('denies without consent where the law asks for it, and says by which rule', () => {
    const { allowed, reasons } = decide({ jurisdictions: ['GB'] });
    expect(allowed).toBe(false);
    expect(reasons).toContainEqual({ code: 'consent.none' });
    expect(reasons).toContainEqual(
      expect.objectContaining({ rule: 'pecr-email', citation: 'reg. 22(2)' }),
    );
  });

  it('allows the soft opt-in of a purchase in which refusing was offered, and only that', () => {
    const offered = [happened('purchase', '2026-05-01', { refusalOffered: true })];
    expect(decide({ jurisdictions: ['GB'], relationships: offered })).toMatchObject({
      allowed: true,
      basis: 'legitimate-interest',
      obligations: ['offer-refusal-in-each-message', 'own-similar-products-only'],
    });
    expect(
      decide({ jurisdictions: ['GB'], relationships: [happened('purchase', '2026-05-01')] })
        .allowed,
    ).toBe(false);
    const events = [said('withdrawn', '2026-06-01')];
    expect(decide({ jurisdictions: ['GB'], relationships: offered, events }).allowed).toBe(false);
  });

  it('follows the windows of CASL across 29 February, until an unsubscribe', () => {
    const jurisdictions = ['CA'];
    const relationships = [happened('purchase', '2024-02-29')];
    const on = (at: string, more: Partial<ContactCase> = {}) =>
      decide({ jurisdictions, relationships, at: `${at}T00:00:00.000Z`, ...more });
    expect(on('2026-02-27')).toMatchObject({ allowed: true, until: '2026-02-28T00:00:00.000Z' });
    expect(on('2026-02-28').allowed).toBe(false);
    const again = [...relationships, happened('purchase', '2025-06-01')];
    expect(on('2026-02-28', { relationships: again }).allowed).toBe(true);
    const events = [said('withdrawn', '2025-07-01')];
    expect(
      on('2026-02-28', { relationships: [...again, happened('purchase', '2025-08-01')], events })
        .allowed,
    ).toBe(false);
  });

  it('lets whoever may refuse be written to in the United States until they do', () => {
    expect(decide({ jurisdictions: ['US-NY'] })).toMatchObject({
      allowed: true,
      basis: 'legitimate-interest',
      obligations: ['identify-as-advertisement', 'postal-address', 'unsubscribe-link'],
    });
    expect(
      decide({ jurisdictions: ['US-NY'], events: [said('objected', '2026-01-01')] }).allowed,
    ).toBe(false);
    expect(
      decide({ jurisdictions: ['US-NY'], channel: 'sms', events: [said('given', '2026-01-01')] })
        .allowed,
    ).toBe(false);
    const written = [said('given', '2026-01-01', { forms: ['written'] })];
    expect(decide({ jurisdictions: ['US-NY'], channel: 'sms', events: written }).allowed).toBe(
      true,
    );
  });

  it('takes the strictest of several jurisdictions', () => {
    expect(decide({ jurisdictions: ['US-NY', 'GB'] }).allowed).toBe(false);
  });

  it('asks for consent where nobody knows the jurisdiction', () => {
    expect(decide({ jurisdictions: [] }).reasons).toContainEqual({
      code: 'house.jurisdiction-unknown',
    });
    expect(decide({ jurisdictions: [], events: [said('given', '2026-01-01')] }).allowed).toBe(true);
  });

  it('lets no unconfirmed rule decide before it is signed off: the house asks for consent', () => {
    const post = { channel: 'post', jurisdictions: ['DE'] } as const;
    expect(decide(post)).toMatchObject({ allowed: false });
    expect(decide(post).reasons).toContainEqual({ code: 'house.opt-in', regulation: 'eu-gdpr' });
    const signedOff = new Set(['gdpr-legitimate-interest-dm']);
    expect(decide(post, { signedOff })).toMatchObject({
      allowed: true,
      basis: 'legitimate-interest',
    });
  });

  it('asks a parent of a child, by the age of the country, until the birthday', () => {
    const child = { birthDate: '2012-12-01', events: [said('given', '2026-01-01')] };
    const german = decide({ ...child, jurisdictions: ['AT'] });
    expect(german).toMatchObject({ allowed: false, until: '2026-12-01T00:00:00.000Z' });
    expect(german.reasons).toContainEqual(
      expect.objectContaining({ code: 'child.parental-consent-needed', regulation: 'eu-gdpr' }),
    );
    expect(decide({ ...child, jurisdictions: ['GB'] }).allowed).toBe(true);
    const parental = { ...child, events: [said('parental', '2026-01-01')] };
    expect(decide({ ...parental, jurisdictions: ['AT'] }).allowed).toBe(true);
  });

  it('stops everything but legal duties while processing is restricted', () => {
    const restrictions = [{ from: '2026-11-01T00:00:00.000Z', until: '2026-12-01T00:00:00.000Z' }];
    const events = [said('given', '2026-01-01')];
    expect(decide({ events, restrictions })).toMatchObject({
      allowed: false,
      reasons: [{ code: 'restricted' }],
      until: '2026-12-01T00:00:00.000Z',
    });
    const recall: Purpose = { ...marketing, kinds: [], legalBases: ['legal-obligation'] };
    expect(decide({ purpose: recall, restrictions })).toMatchObject({
      allowed: true,
      basis: 'legal-obligation',
    });
  });

  it('needs nobody to agree to a contract already made, and heeds no refusal of it', () => {
    const delivery: Purpose = {
      ...marketing,
      kinds: ['service_message'],
      legalBases: ['contract'],
    };
    expect(decide({ purpose: delivery, events: [said('withdrawn', '2026-01-01')] })).toMatchObject({
      allowed: true,
      basis: 'contract',
    });
  });

  it('denies a channel that the purpose does not name', () => {
    expect(decide({ channel: 'push', events: [said('given', '2026-01-01')] }).reasons).toEqual([
      { code: 'purpose.channel-not-named' },
    ]);
  });

  it('asks for the explicit and the written word beside what else one law permits, until the law ends', () => {
    const rule = {
      channel: 'any',
      purpose: 'direct_marketing',
      citation: 's. 1',
      check: 'text',
    } as const;
    const under = (model: 'opt_in_explicit' | 'opt_in_written') => ({
      edition: {
        ...edition,
        regulations: [
          {
            id: 'invented',
            jurisdiction: { codes: ['XX'] },
            in_force: { from: '2020-01-01', until: '2026-11-30' },
            consent_rules: [
              { ...rule, id: 'any', model: 'opt_in' },
              { ...rule, id: 'formal', model },
            ],
            age: [],
          },
        ],
      } satisfies LawEdition,
    });
    const events = [said('given', '2026-01-01')];
    for (const model of ['opt_in_explicit', 'opt_in_written'] as const)
      expect(decide({ jurisdictions: ['XX'], events }, under(model))).toMatchObject({
        allowed: false,
        until: '2026-12-01T00:00:00.000Z',
      });
    const written = [said('given', '2026-01-01', { forms: ['written'] })];
    for (const model of ['opt_in_explicit', 'opt_in_written'] as const)
      expect(decide({ jurisdictions: ['XX'], events: written }, under(model)).allowed).toBe(true);
  });
});
