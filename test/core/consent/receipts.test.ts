import { createRequire } from 'node:module';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConsentEvent, channels } from '#core/consent/consent-event';
import { consentReceipt } from '#core/consent/consent-receipt';
import type { Controller } from '#core/consent/controller';
import { lastSaid } from '#core/consent/fold-consent';
import type { Purpose } from '#core/consent/purpose';
import { receiptIso27560 } from '#core/consent/receipt-iso27560';
import { receiptKantara } from '#core/consent/receipt-kantara';
import { outcomeOf, type ReceiptSource } from '#core/consent/receipt-source';
import { controllerBody } from '#test/support/controller';
import { iso27560Schema, kantaraSchema } from './receipt-schemas.ts';

// It comes without types of its own.
const { expand } = createRequire(import.meta.url)('jsonld') as {
  readonly expand: (document: object, options: object) => Promise<readonly object[]>;
};

const controller: Controller = { name: 'controller', version: 2, ...controllerBody };
const purpose: Purpose = {
  name: 'marketing',
  title: 'News about our shops',
  dpv: 'dpv:Marketing',
  kinds: ['direct_marketing'],
  legalBases: ['consent'],
  channels: ['email', 'sms'],
};
const event: ConsentEvent = {
  eventId: 'con_a',
  customerId: 'cus_a',
  kind: 'given',
  purpose: 'marketing',
  channels: ['email', 'sms'],
  at: '2026-01-01T10:00:00.500Z',
  recordedAt: '2026-01-01T10:00:07.900Z',
  jurisdiction: 'GB',
};
const source = (more: Partial<ReceiptSource> = {}): ReceiptSource => {
  const said = more.event ?? event;
  return {
    hub: 'test',
    event: said,
    sequence: 1,
    collection: { method: 'web-form' },
    notice: { id: 'welcome', version: 3, language: 'en-GB', hash: 'a'.repeat(64) },
    purpose,
    purposeRevision: 4,
    controller,
    outcome: outcomeOf(said, [said], purpose),
    ...more,
  };
};
const said = (more: Partial<ConsentEvent>) => source({ event: { ...event, ...more } });

const ajv = addFormats.default(new Ajv2020({ strict: true, strictRequired: false }));
const fits = { iso27560: ajv.compile(iso27560Schema), kantara: ajv.compile(kantaraSchema) };

describe('the form of Kantara 1.1', () => {
  it('names who agreed, to whom, to what, when and how, and who else gets the data', () => {
    expect(receiptKantara(source())).toEqual({
      version: 'KI-CR-v1.1.0',
      jurisdiction: 'GB',
      consentTimestamp: 1_767_261_600,
      collectionMethod: 'web-form',
      consentReceiptID: 'con_a',
      language: 'en',
      piiPrincipalId: 'cus_a',
      piiControllers: [
        {
          piiController: 'Example Shops Ltd',
          onBehalf: false,
          contact: 'Data protection officer',
          address: {
            streetAddress: '1 Example Street',
            addressLocality: 'London',
            postalCode: 'EX1 1EX',
            addressCountry: 'GB',
          },
          email: 'privacy@example.com',
          phone: '+44 7700 900100',
        },
      ],
      policyUrl: 'https://example.com/privacy',
      services: [
        {
          service: 'Example Shops Ltd',
          purposes: [
            {
              purpose: 'News about our shops',
              purposeCategory: ['direct_marketing'],
              consentType: 'EXPLICIT',
              piiCategory: ['2 - Contact'],
              primaryPurpose: false,
              termination: 'until withdrawn at https://example.com/privacy/choices',
              thirdPartyDisclosure: true,
              thirdPartyName: 'Example Mailers Ltd',
            },
          ],
        },
      ],
      sensitive: false,
      spiCat: [],
    });
  });

  it('is there of a yes that holds and of nothing else', () => {
    const receipt = { version: 'KI-CR-v1.1.0', consentReceiptID: event.eventId };
    expect(receiptKantara(said({ kind: 'parental' }))).toMatchObject(receipt);
    expect(receiptKantara(said({ kind: 'imported', status: 'given' }))).toMatchObject(receipt);
    for (const kind of ['denied', 'withdrawn', 'objected', 'expired', 'corrected'] as const)
      expect(receiptKantara(said({ kind })), kind).toBeUndefined();
    expect(receiptKantara(said({ kind: 'imported', status: 'denied' }))).toBeUndefined();
    expect(
      receiptKantara(source({ outcome: { status: 'awaited', channels: ['email'] } })),
    ).toBeUndefined();
  });

  it('says where sensitive data is meant', () => {
    const health: Purpose = { ...purpose, kinds: ['special_category'] };
    expect(receiptKantara(source({ purpose: health }))).toMatchObject({
      sensitive: true,
      spiCat: ['special_category'],
    });
  });
});

describe('the form of ISO/IEC TS 27560', () => {
  it('holds the entry, its notice and its controller in terms of the vocabulary', () => {
    expect(receiptIso27560(source())).toMatchObject({
      '@type': 'dpv:ConsentReceipt',
      'dct:identifier': 'con_a',
      'dct:created': '2026-01-01T10:00:07.900Z',
      'dpv:hasRecordOfActivity': {
        'dpv:hasDataSubject': { 'dct:identifier': 'cus_a' },
        'dpv:hasDataController': { 'dct:hasVersion': '2', 'dpv:hasName': 'Example Shops Ltd' },
        'dpv:hasJurisdiction': { '@id': 'loc:GB' },
        'dpv:hasProcess': {
          'dpv:hasPurpose': { '@type': 'dpv:Marketing', 'dct:hasVersion': '4' },
          'dpv:hasPersonalData': ['pd:EmailAddress', 'pd:TelephoneNumber'],
          'dpv:hasRecipient': [
            { 'dpv:hasName': 'Example Shops Ltd' },
            { 'dpv:hasName': 'Example Mailers Ltd' },
          ],
        },
        'dpv:hasNotice': {
          'dct:identifier': 'welcome',
          'dct:hasVersion': '3',
          'dct:language': 'en-GB',
          'schema:sha256': 'a'.repeat(64),
        },
        'dpv:hasConsentControl': { 'dpv:isExercisedAt': 'https://example.com/privacy/choices' },
        'dpv:hasConsentStatus': {
          '@type': ['dpv:ConsentGiven', 'dpv:ExpressedConsent'],
          'dpv:isIndicatedBy': 'dpv:DataSubject',
          'dpv:isIndicatedAtTime': '2026-01-01T10:00:00.500Z',
          'dct:valid': '2026-01-01T10:00:00.500Z/..',
        },
      },
    });
  });

  it.each([
    [{ kind: 'denied' }, 'dpv:ConsentRefused'],
    [{ kind: 'withdrawn' }, 'dpv:ConsentWithdrawn'],
    [{ kind: 'objected' }, 'dpv:ConsentRefused'],
    [{ kind: 'expired' }, 'dpv:ConsentExpired'],
    [{ kind: 'corrected' }, 'dpv:ConsentInvalidated'],
    [{ kind: 'imported', status: 'withdrawn' }, 'dpv:ConsentWithdrawn'],
  ] as const)('never calls a no a yes: %j is %s', (more, status) => {
    expect(receiptIso27560(said(more))).toMatchObject({
      'dpv:hasRecordOfActivity': { 'dpv:hasConsentStatus': { '@type': [status] } },
    });
  });

  it('is JSON-LD of which nothing is lost, and whose terms are addresses', async () => {
    for (const each of [source(), said({ jurisdiction: 'CA-QC', kind: 'parental' })]) {
      const text = JSON.stringify(await expand(receiptIso27560(each), { safe: true }));
      expect(text).toContain('"@id":"https://w3id.org/dpv/pd#EmailAddress"');
      expect(text).toContain('https://w3id.org/dpv#hasConsentStatus');
      expect(text).not.toMatch(/"(dpv|dct|pd|loc|schema):/);
    }
  });
});

describe('what an entry came to', () => {
  const doubled: Purpose = { ...purpose, isDoubleOptIn: true };
  const entry = (id: string, minute: number, more: Partial<ConsentEvent>): ConsentEvent => ({
    ...event,
    eventId: id,
    at: `2026-01-01T10:0${minute}:00.000Z`,
    recordedAt: `2026-01-01T10:0${minute}:00.000Z`,
    ...more,
  });
  const given = entry('con_1', 1, {});
  const confirmed = entry('con_2', 2, { kind: 'confirmed', channels: ['email'] });

  it('waits for the second step where the purpose asks for it', () => {
    expect(outcomeOf(given, [given], doubled)).toEqual({
      status: 'awaited',
      channels: ['email', 'sms'],
    });
    expect(outcomeOf(confirmed, [given, confirmed], doubled)).toEqual({
      status: 'given',
      channels: ['email'],
    });
  });

  it('is no yes by a confirmation that comes after a withdrawal', () => {
    const withdrawn = entry('con_3', 2, { kind: 'withdrawn' });
    const late = entry('con_4', 3, { kind: 'confirmed' });
    expect(outcomeOf(late, [given, withdrawn, late], doubled)).toMatchObject({
      status: 'withdrawn',
    });
  });

  it('stays what it was, whatever is recorded, corrected or known later', () => {
    const later = [
      entry('con_5', 4, { kind: 'withdrawn' }),
      entry('con_6', 5, { kind: 'corrected', corrects: 'con_2' }),
      // Of an earlier moment, and told later.
      { ...entry('con_7', 6, { kind: 'objected' }), at: '2026-01-01T10:01:30.000Z' },
      entry('con_8', 7, { customerId: 'cus_b', kind: 'denied' }),
    ];
    const known = outcomeOf(confirmed, [given, confirmed], doubled);
    fc.assert(
      fc.property(fc.shuffledSubarray([given, confirmed, ...later]), (ledger) => {
        if (!ledger.includes(given) || !ledger.includes(confirmed)) return;
        expect(outcomeOf(confirmed, ledger, doubled)).toEqual(known);
      }),
    );
  });
});

describe('the last that was said', () => {
  it('is by when it was said, of one moment the no, and never a mistake', () => {
    const at = (eventId: string, more: Partial<ConsentEvent>) => ({ ...event, eventId, ...more });
    const yes = at('con_1', {});
    const no = at('con_0', { kind: 'denied' });
    const older = at('con_9', { at: '2025-01-01T00:00:00.000Z' });
    const other = at('con_8', { purpose: 'surveys', at: '2027-01-01T00:00:00.000Z' });
    const wrong = at('con_7', { kind: 'corrected', corrects: 'con_0' });
    expect(lastSaid([yes, older, no, other], 'marketing')).toBe(no);
    expect(lastSaid([yes, older, no, wrong], 'marketing')).toBe(yes);
    expect(lastSaid([other], 'marketing')).toBeUndefined();
  });
});

describe('every receipt', () => {
  const text = fc.constantFrom('web-form', 'phone', 'import', 'paper');
  const anySource = fc
    .record({
      kind: fc.constantFrom(
        'given',
        'confirmed',
        'denied',
        'withdrawn',
        'objected',
        'expired',
        'parental',
        'imported',
        'corrected',
      ),
      status: fc.constantFrom('given', 'denied', 'withdrawn', 'objected'),
      channels: fc.uniqueArray(fc.constantFrom(...channels), { minLength: 1 }),
      jurisdiction: fc.constantFrom(undefined, 'GB', 'EU', 'EEA', 'US-CA'),
      expiresAt: fc.constantFrom(undefined, '2027-01-01T00:00:00.000Z'),
      contactPoint: fc.constantFrom(undefined, 'token-of-an-address'),
      forms: fc.constantFrom(undefined, ['explicit'], ['written', 'separate']),
      method: text,
      language: fc.constantFrom(undefined, 'en', 'de-AT'),
      hash: fc.constantFrom(undefined, 'b'.repeat(64)),
      hasNotice: fc.boolean(),
      recipients: fc.constantFrom([], [{ name: 'Example Mailers Ltd' }]),
      dpv: fc.constantFrom(undefined, 'dpv:Marketing'),
      isDoubleOptIn: fc.boolean(),
    })
    .map(({ method, language, hash, hasNotice, recipients, dpv, isDoubleOptIn, ...more }) => {
      const defined = (each: object) =>
        Object.fromEntries(Object.entries(each).filter(([, value]) => value !== undefined));
      const drawn = { ...event, ...more };
      const governed: Purpose = {
        ...purpose,
        dpv: undefined as never,
        ...defined({ dpv }),
        isDoubleOptIn,
      };
      return source({
        event: defined(drawn) as unknown as ConsentEvent,
        collection: { method: method as 'phone', agent: 'Agent Smith' },
        notice: defined({ id: 'welcome', version: 1, language, hash }) as never,
        ...(!hasNotice && { notice: undefined as never }),
        controller: { ...controller, recipients },
        purpose: defined(governed) as unknown as Purpose,
        outcome: outcomeOf(
          defined(drawn) as unknown as ConsentEvent,
          [defined(drawn) as unknown as ConsentEvent],
          governed,
        ),
      });
    });

  it('fits both forms, holds no contact point and nobody who took it down, and is the same again', () => {
    fc.assert(
      fc.property(anySource, (each) => {
        const receipt = consentReceipt(each);
        expect(fits.iso27560(receipt.iso27560), JSON.stringify(fits.iso27560.errors)).toBe(true);
        if (receipt.kantara !== undefined)
          expect(fits.kantara(receipt.kantara), JSON.stringify(fits.kantara.errors)).toBe(true);
        const written = JSON.stringify(receipt);
        expect(written).not.toMatch(/token-of-an-address|Smith/);
        expect(JSON.stringify(consentReceipt(structuredClone(each)))).toBe(written);
      }),
      { numRuns: 500 },
    );
  });

  it('shows that the forms are looked at: a member less, or more, does not fit', () => {
    const receipt = consentReceipt(source());
    for (const [form, check] of Object.entries(fits)) {
      const whole = receipt[form] as object;
      expect(check({ ...whole, more: 1 }), form).toBe(false);
      for (const name of Object.keys(whole)) {
        if (name === 'language') continue;
        const { [name as never]: _, ...less } = whole as Record<string, unknown>;
        expect(check(less), `${form} without ${name}`).toBe(false);
      }
    }
  });
});
