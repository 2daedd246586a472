import { describe, expect, it } from 'vitest';
import { type EventPattern, matchesPattern } from '#local/event-pattern';

const event = {
  source: 'goldspoke',
  'detail-type': 'customer.changed.v1',
  detail: { spoke: 'web', sequence: 7, changed: ['emails', 'name'], metadata: { actor: null } },
};

describe('matchesPattern', () => {
  it.each<[string, EventPattern, boolean]>([
    ['one of the listed values', { source: ['other', 'goldspoke'] }, true],
    ['none of the listed values', { source: ['other'] }, false],
    [
      'every name of the pattern must fit',
      { source: ['goldspoke'], detail: { spoke: ['pos'] } },
      false,
    ],
    ['an item of a list in the event', { detail: { changed: ['name'] } }, true],
    ['no item of a list in the event', { detail: { changed: ['phones'] } }, false],
    ['null', { detail: { metadata: { actor: [null] } } }, true],
    ['a number is not its text', { detail: { sequence: ['7'] } }, false],
    ['prefix', { 'detail-type': [{ prefix: 'customer.' }] }, true],
    ['another prefix', { 'detail-type': [{ prefix: 'consent.' }] }, false],
    ['suffix', { 'detail-type': [{ suffix: '.v1' }] }, true],
    ['equals-ignore-case', { source: [{ 'equals-ignore-case': 'GOLDSPOKE' }] }, true],
    [
      'anything-but another value',
      { detail: { spoke: [{ 'anything-but': ['pos', 'crm'] }] } },
      true,
    ],
    ['anything-but this value', { detail: { spoke: [{ 'anything-but': 'web' }] } }, false],
    [
      'anything-but this prefix',
      { detail: { spoke: [{ 'anything-but': { prefix: 'we' } }] } },
      false,
    ],
    [
      'anything-but needs the name to be there',
      { detail: { lens: [{ 'anything-but': 'x' }] } },
      false,
    ],
    ['exists', { detail: { spoke: [{ exists: true }] } }, true],
    ['exists, missing', { detail: { lens: [{ exists: true }] } }, false],
    ['absent', { detail: { lens: [{ exists: false }] } }, true],
    ['absent in an absent group', { detail: { more: { lens: [{ exists: false }] } } }, true],
    ['absent, but there', { detail: { spoke: [{ exists: false }] } }, false],
    ['numeric range', { detail: { sequence: [{ numeric: ['>', 5, '<=', 7] }] } }, true],
    [
      'outside of a numeric range',
      { detail: { sequence: [{ numeric: ['>', 5, '<', 7] }] } },
      false,
    ],
    ['an inherited name is no name', { detail: { constructor: [{ exists: true }] } }, false],
  ])('%s', (_, pattern, expected) => {
    expect(matchesPattern(pattern, event)).toBe(expected);
  });
});
