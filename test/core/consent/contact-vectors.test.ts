import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decideContact } from '#core/consent/decide-contact';
import { instant, questionOf, vectorsAbout } from './contact-vectors.ts';

const themes = readdirSync(new URL('./contact-vectors', import.meta.url)).map((name) =>
  name.replace('.json', ''),
);

it('holds at least three hundred boundaries', () => {
  expect(themes.flatMap(vectorsAbout).length).toBeGreaterThanOrEqual(300);
});

describe.each(themes)('contact decisions: %s', (theme) => {
  it.each(vectorsAbout(theme).map((each) => [each.why, each] as const))('%s', (_, vector) => {
    const decision = decideContact(...questionOf(vector));
    expect(decision.allowed).toBe(vector.allowed);
    const { basis, evidence, obligations, until, reason, rule } = vector;
    if (basis !== undefined) expect(decision.basis).toBe(basis);
    if (evidence !== undefined) expect(decision.evidence).toBe(evidence);
    if (obligations !== undefined) expect(decision.obligations).toEqual(obligations);
    if (until !== undefined)
      expect(decision.until).toBe(until === null ? undefined : instant(until));
    if (reason !== undefined) expect(decision.reasons.map(({ code }) => code)).toContain(reason);
    if (rule !== undefined) expect(decision.reasons.map((each) => each.rule)).toContain(rule);
  });
});
