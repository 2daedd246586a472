import type { Instant } from '#core/kernel/types';
import type { ContactCase } from './contact-case.ts';
import { type ConsentState, isRefusal } from './fold-consent.ts';
import { after, ageAt, type Period } from './period.ts';
import { type ConsentRule, placesOf } from './regulation.ts';
import { basisEvents, conditionOf, heedsDoNotCallList } from './rule-conditions.ts';

/** Whether a rule speaks of this person at this moment. */
export function concerns(rule: ConsentRule, asked: ContactCase, state: ConsentState): boolean {
  const { fromAge, belowAge, subscriber, afterRefusal, from } = conditionOf(rule);
  if (from !== undefined && asked.at.slice(0, 10) < from) return false;
  const age = asked.birthDate === undefined ? undefined : ageAt(asked.birthDate, asked.at);
  if (belowAge !== undefined && (age === undefined || age >= belowAge)) return false;
  if (fromAge !== undefined && age !== undefined && age < fromAge) return false;
  if (subscriber !== undefined && subscriber !== (asked.subscriber ?? 'individual')) return false;
  return afterRefusal === undefined || state.afterRefusal === true;
}

/** Whether what is known of this person is what the rule asks for. */
export function meets(rule: ConsentRule, asked: ContactCase, state: ConsentState): boolean {
  const isGiven = state.status === 'given';
  const hasForm = (form: 'explicit' | 'separate' | 'written') =>
    isGiven && state.forms?.includes(form) === true;
  switch (rule.model) {
    case 'opt_in':
      return isGiven && (conditionOf(rule).isTwoStep !== true || state.isConfirmed === true);
    case 'opt_in_explicit':
      return hasForm('explicit') || hasForm('separate') || hasForm('written');
    case 'opt_in_separate':
      return hasForm('separate');
    case 'opt_in_two_step':
      return isGiven && state.isConfirmed === true;
    case 'opt_in_written':
      return hasForm('written');
    case 'opt_in_parental':
    case 'best_interest':
      return isGiven && state.isParental === true;
    case 'authorization':
      return hasForm('written') && state.expiresAt !== undefined;
    case 'soft_opt_in':
      return isGiven || (!isRefusal(state) && hasSoftOptIn(rule, asked));
    case 'implied':
      return isGiven || (!isRefusal(state) && isImplied(rule, asked));
    case 'opt_out':
      return isGiven || (!isRefusal(state) && !isListed(rule, asked));
    case 'notice_only':
      return true;
    case 'prohibited':
      return false;
  }
}

/** The address came with a purchase, or a gift, in which refusing was offered there and then. */
const hasSoftOptIn = ({ id }: ConsentRule, asked: ContactCase): boolean =>
  known(asked).some(
    ({ kind, refusalOffered }) =>
      refusalOffered === true && basisEvents[id]?.includes(kind) === true,
  );

const isListed = (rule: ConsentRule, { isOnDoNotCallList }: ContactCase): boolean =>
  heedsDoNotCallList(rule) && isOnDoNotCallList === true;

/** Whether what happened between them still implies consent. The window is counted from the last such event. */
export function isImplied(rule: ConsentRule, asked: ContactCase): boolean {
  return known(asked)
    .filter(({ kind }) => basisEvents[rule.id]?.includes(kind) === true)
    .some((event) => {
      const end = windowEnd(rule, event.at, asked.jurisdictions);
      return end === 'never' || (end !== 'unavailable' && asked.at < end);
    });
}

/**
 * When an implied consent ends that began at `from`. A year after 29 February is 28 February: the
 * window closes at the same time of day, which is never later than the law's own end of that day.
 */
export function windowEnd(
  { expires_after, state_overrides = [] }: ConsentRule,
  from: Instant,
  jurisdictions: readonly string[],
): Instant | 'never' | 'unavailable' {
  const places = new Set(jurisdictions.flatMap(placesOf));
  const local = state_overrides.filter(({ codes }) => codes.some((code) => places.has(code)));
  if (local.some(({ available }) => available === false)) return 'unavailable';
  const periods = [expires_after, ...local.map((each) => each.expires_after)].filter(
    (each): each is Period => each !== undefined && each !== null,
  );
  const ends = periods.map((period) => after(from, period)).toSorted();
  return ends[0] ?? 'never';
}

const known = ({ relationships, members, at, knownAt }: ContactCase) =>
  relationships.filter(
    (each) => members.includes(each.customerId) && each.at <= at && each.recordedAt <= knownAt,
  );
