import { readFileSync } from 'node:fs';
import { ageFactsOf } from '#core/consent/age-facts';
import type { LawEdition } from '#core/consent/regulation';

interface Row {
  readonly id: string;
  readonly law: string;
  readonly asks: string;
  readonly citation: string;
  readonly check: string;
}

const isProposed = ({ check }: Row) => check === 'memory';

/** docs/consent-rules.md: which rules and ages decide, and which wait for a sign-off. */
export function consentRulesPage(): string {
  const edition: LawEdition = JSON.parse(
    readFileSync(new URL('../data/regulations.json', import.meta.url), 'utf8'),
  );
  const rules = edition.regulations.flatMap(({ id: law, consent_rules }) =>
    consent_rules.map(({ id, channel, purpose, model, citation, check }) => ({
      id,
      law,
      asks: `${model.replaceAll('_', ' ')}: ${purpose.replaceAll('_', ' ')}, ${channel.replaceAll('_', ' ')}`,
      citation,
      check,
    })),
  );
  const ages = ageFactsOf(edition).map(({ regulation: law, threshold, scope, ...fact }) => ({
    ...fact,
    law,
    asks: `${threshold}: ${scope}`,
  }));
  const all = [...rules, ...ages];
  const proposed = all.filter(isProposed);
  return [
    '# Rules of consent: what decides and what is proposed',
    '',
    `Made by \`npm run generate\` from data/regulations.json, edition ${edition.as_of}. [consent.md](consent.md) says what the words mean. Of ${all.length} rules and ages ${all.length - proposed.length} decide (read in the law itself, \`text\`, or in an account of it, \`secondary\`), and ${proposed.length} are proposed: nothing confirms them (\`memory\`), and they decide nothing before an operator signs them off. What has been signed off is in the hub and its audit, not here.`,
    '',
    ...section(
      'Rules that decide',
      rules.filter((row) => !isProposed(row)),
    ),
    ...section('Proposed rules', rules.filter(isProposed)),
    ...section(
      'Ages that decide',
      ages.filter((row) => !isProposed(row)),
    ),
    ...section('Proposed ages', ages.filter(isProposed)),
  ].join('\n');
}

const section = (title: string, rows: readonly Row[]): readonly string[] => [
  `## ${title}`,
  '',
  '| id | law | asks | citation | check |',
  '| --- | --- | --- | --- | --- |',
  ...rows.map(
    ({ id, law, asks, citation, check }) =>
      `| \`${id}\` | ${law} | ${asks} | ${citation.replaceAll('|', '\\|')} | ${check} |`,
  ),
  '',
];
