import { describe, expect, it } from 'vitest';
import type { Channel } from '#core/consent/consent-event';
import { couldBeAllowed } from '#core/consent/could-be-allowed';
import { leavesFor, reachesOf } from '#core/consent/reach';
import type { AttributeDefinition } from '#core/schema/customer-schema';
import { templates } from '#core/schema/templates';

const named = (name: string) => templates.person.attributes.find((each) => each.name === name);
const set = (...channels: Channel[]) => new Set(channels);
const leaves = (
  name: string,
  channels: readonly Channel[],
  forPerson: ReadonlySet<Channel>,
  everywhere = forPerson,
) => leavesFor(named(name), { channels }, { forPerson, everywhere });

describe('an attribute', () => {
  it('leaves for a purpose of which some channel is allowed; by what somebody is reached, one of its own', () => {
    const channels = ['email', 'sms', 'post'] as const;
    const which = (forPerson: ReadonlySet<Channel>, everywhere = forPerson) =>
      ['name', 'emails', 'phones', 'addresses'].filter((name) =>
        leaves(name, channels, forPerson, everywhere),
      );
    expect(which(set())).toEqual([]);
    expect(which(set('email'))).toEqual(['name', 'emails']);
    expect(which(set('sms'))).toEqual(['name', 'phones']);
    expect(which(set('post'))).toEqual(['name', 'addresses']);
    expect(which(set('email', 'sms'), set('sms'))).toEqual(['name', 'phones']);
  });

  it('leaves whole for a purpose that reaches nobody', () => {
    expect(leaves('emails', ['profiling'], set('profiling'))).toBe(true);
    expect(leaves('emails', ['profiling', 'email'], set('profiling'))).toBe(false);
  });

  it('that the schema does not define leaves where every channel is allowed everywhere', () => {
    const unknown = (...allowed: Channel[]) => leaves('none', ['email', 'sms'], set(...allowed));
    expect(unknown('email')).toBe(false);
    expect(unknown('email', 'sms')).toBe(true);
  });

  it('reaches by its type at any depth, whatever matching makes of it', () => {
    const definition: AttributeDefinition = {
      name: 'contact',
      classification: 'personal',
      type: 'list',
      match: 'none',
      items: {
        type: 'group',
        attributes: [
          { name: 'mail', type: 'email', classification: 'personal' },
          { name: 'line', type: 'text', match: 'phone', classification: 'personal' },
        ],
      },
    };
    expect([...reachesOf(definition)].toSorted()).toEqual(['email', 'phone']);
  });
});

describe('what stands in clear', () => {
  const purpose = { name: 'ads', legalBases: ['consent'], channels: ['email', 'sms'] } as const;
  const says = (email: 'given' | 'objected' | 'expired', sms: 'denied' | 'none') => [
    { purpose: 'ads', channel: 'email', status: email } as const,
    { purpose: 'ads', channel: 'sms', status: sms } as const,
  ];

  it('rules a purpose out where every channel was refused, or processing is restricted', () => {
    expect(couldBeAllowed(purpose, says('given', 'denied'), false)).toBe(true);
    expect(couldBeAllowed(purpose, says('expired', 'denied'), false)).toBe(true);
    expect(couldBeAllowed(purpose, says('objected', 'none'), false)).toBe(true);
    expect(couldBeAllowed(purpose, says('objected', 'denied'), false)).toBe(false);
    expect(couldBeAllowed(purpose, says('given', 'none'), true)).toBe(false);
    expect(couldBeAllowed(purpose, [], false)).toBe(true);
  });

  it('rules out none on a ground that does not ask, but for a restriction', () => {
    const contract = { ...purpose, legalBases: ['consent', 'contract'] } as const;
    const duty = { ...purpose, legalBases: ['legal-obligation'] } as const;
    expect(couldBeAllowed(contract, says('objected', 'denied'), false)).toBe(true);
    expect(couldBeAllowed(contract, [], true)).toBe(false);
    expect(couldBeAllowed(duty, [], true)).toBe(true);
  });
});
