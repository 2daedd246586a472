import { readFileSync } from 'node:fs';
import {
  type ClockEdition,
  type ClockPeriod,
  isOptOutRequest,
  optOutFactId,
  requestFactId,
} from '#core/privacy-clock/clock-facts';

/** docs/privacy-clock-rules.md: which deadlines decide, and which wait for a sign-off. */
export function privacyClocksPage(): string {
  const edition: ClockEdition = JSON.parse(
    readFileSync(new URL('../data/regulations.json', import.meta.url), 'utf8'),
  );
  const { as_of, period_rules, regulations } = edition;
  const requests = regulations.flatMap(({ id, requests: facts, period_rule }) =>
    facts.map((fact) => [
      `\`${requestFactId(id, fact)}\``,
      fact.rights.join(', '),
      text(fact.acknowledge_within),
      text(fact.respond_within),
      fact.extension === null ? 'none' : `+ ${text(fact.extension)}`,
      fact.clock_starts,
      fact.clock_pauses_for.join(', ').replaceAll('_', ' ') || 'never',
      `\`${period_rule}\``,
      fact.citation,
      standing(fact.check),
    ]),
  );
  const optOuts = regulations
    .filter(({ id }) => isOptOutRequest(optOutFactId(id)))
    .flatMap(({ id, opt_outs }) =>
      opt_outs.map((fact) => [
        `\`${optOutFactId(id)}\``,
        fact.scope,
        fact.honour_within === null ? (fact.honour_text ?? 'no number') : text(fact.honour_within),
        fact.confirm_to_subject === true ? 'yes' : '',
        fact.citation,
        standing(fact.check),
      ]),
    );
  return [
    '# Deadlines of privacy requests: what decides and what is proposed',
    '',
    `Made by \`npm run generate\` from data/regulations.json, edition ${as_of}. [privacy-clocks.md](privacy-clocks.md) says how they are counted. A fact whose check is \`memory\` is proposed: it is shown and decides nothing before an operator signs its id off; the house's targets hold meanwhile. Not legal advice.`,
    '',
    '## Requests',
    '',
    ...table(
      'id,rights,acknowledge,answer,extension,starts,pauses for,counted by,citation,check',
      requests,
    ),
    '## Opt-outs',
    '',
    ...table('id,of what,honour within,confirm,citation,check', optOuts),
    '## How days are counted',
    '',
    ...table(
      'id,the rule,check',
      Object.entries(period_rules).map(([id, rule]) => [
        `\`${id}\``,
        rule.text,
        standing(rule.check),
      ]),
    ),
  ].join('\n');
}

const text = (period: ClockPeriod | null): string => {
  if (period === null) return 'no number';
  const unit = period.unit.replaceAll('_', ' ');
  return `${period.value} ${period.value === 1 ? unit.slice(0, -1) : unit}`;
};

const standing = (check: string): string => (check === 'memory' ? 'memory: proposed' : check);

const table = (head: string, rows: readonly (readonly string[])[]): readonly string[] => [
  `| ${head.split(',').join(' | ')} |`,
  `|${' --- |'.repeat(head.split(',').length)}`,
  ...rows.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`),
  '',
];
