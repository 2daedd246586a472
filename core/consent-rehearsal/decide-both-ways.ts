import { type Channel, channels } from '#core/consent/consent-event';
import type {
  ContactCase,
  ContactDecision,
  DecisionReason,
  LawInForce,
} from '#core/consent/contact-case';
import { verdictAt } from '#core/consent/decide-contact';
import type { Purpose } from '#core/consent/purpose';

/** A purpose as it is and as it is to be; one of both where it comes to be. */
export interface PurposeChange {
  readonly before?: Purpose;
  readonly after: Purpose;
}

/** What is compared: the same customers under both. */
export interface BothWays {
  readonly purposes: readonly PurposeChange[];
  readonly law: { readonly before: LawInForce; readonly after: LawInForce };
}

/** What a purpose and a channel come to for one customer, before and after. */
export interface BothAnswers {
  readonly purpose: string;
  readonly channel: Channel;
  readonly before: boolean;
  readonly after: boolean;
  /** Of the answer afterwards. */
  readonly reasons: readonly DecisionReason[];
}

/**
 * Decides every purpose and every channel that it names before or after, both ways, as `decideContact` does.
 *
 * @param caseWith the customer's case for a purpose and a channel; its purpose's revision is the only
 *   thing of it that differs between before and after
 */
export function decideBothWays(
  { purposes, law }: BothWays,
  caseWith: (purpose: Purpose, channel: Channel) => ContactCase,
): readonly BothAnswers[] {
  return purposes.flatMap(({ before, after }) =>
    channelsOf(before, after).map((channel) => {
      const was = before && verdictAt(caseWith(before, channel), law.before);
      const is = verdictAt(caseWith(after, channel), law.after);
      return {
        purpose: after.name,
        channel,
        before: was?.allowed ?? false,
        after: is.allowed,
        reasons: is.reasons.map(withoutCitation),
      };
    }),
  );
}

const channelsOf = (before: Purpose | undefined, after: Purpose): readonly Channel[] =>
  channels.filter((each) => before?.channels.includes(each) || after.channels.includes(each));

const withoutCitation = ({ code, regulation, rule }: ContactDecision['reasons'][number]) => ({
  code,
  ...(regulation !== undefined && { regulation }),
  ...(rule !== undefined && { rule }),
});
