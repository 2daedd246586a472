import type { ConsentEvent } from '#core/consent/consent-event';
import type { ConsentProof } from '#core/consent/consent-proof';
import { consentReceipt, receiptType } from '#core/consent/consent-receipt';
import { controllerName } from '#core/consent/controller';
import { lastSaid } from '#core/consent/fold-consent';
import { outcomeOf, type ShownNotice } from '#core/consent/receipt-source';
import type { StoredCustomer } from '#core/identity/change';
import { Refusal } from '#core/kernel/refusal';
import { isConsent, type LedgerEntry } from '#store/consents';
import type { ConfigurationReads, Configurations, Governed } from '#store/ports';
import type { Contract } from './contract.ts';
import { Answer, type Call, type Services } from './handle.ts';
import { membersOf } from './record-consent.ts';

interface ReceiptQuestion {
  readonly customer: StoredCustomer;
  readonly purpose: string;
  /** Whose words may be vouched for; all constituents' unless told. */
  readonly members?: readonly string[];
  /** The last word about the purpose unless told. */
  readonly eventId?: string | undefined;
}

type Issues = Pick<Services, 'audit' | 'consents' | 'governance' | 'log' | 'proofs'>;

/** The proof of a consent is gone with its key, so nothing can be vouched for any more. */
type ProvenEntry = LedgerEntry & { readonly event: ConsentEvent; readonly proof: ConsentProof };

/**
 * Answers the signed receipt of one entry, for the customer to keep, under whichever of its ids. The
 * audit tells who had it signed: a receipt is the business's word. Refuses `consent.not-found` where there is no
 * such entry, `receipt.proof-destroyed` where its proof is gone, `receipt.no-controller` where nobody
 * has said who answers for the data.
 */
export async function issueReceipt(
  question: ReceiptQuestion,
  { actorId, correlationId }: Pick<Call<Contract>, 'actorId' | 'correlationId'>,
  services: Issues,
): Promise<Answer<{ readonly receipt: string }>> {
  const { event, proof, sequence } = await findEntry(question, services);
  const { governance, consents, proofs, audit, log } = services;
  const at = event.recordedAt;
  const before = governance.asOf(at);
  const [controller, purpose, notice, ledger] = await Promise.all([
    stoodAt(governance.controllers, before.controllers, controllerName),
    stoodAt(governance.purposes, before.purposes, event.purpose),
    shownNotice(proof, services),
    consents.read(event.decidedFor ?? [event.customerId]),
  ]);
  if (controller === undefined) throw new Refusal('receipt.no-controller');
  if (purpose === undefined) throw new Refusal('purpose.not-found');
  const payload = consentReceipt({
    hub: proofs.hub,
    event,
    sequence,
    collection: proof.collection,
    ...(notice !== undefined && { notice }),
    purpose: purpose.value,
    purposeRevision: purpose.revision,
    controller: controller.value,
    outcome: outcomeOf(event, ledger.consents, purpose.value),
  });
  const { eventId } = event;
  const receipt = await proofs.sign(receiptType, payload);
  await audit.record({
    actor: actorId,
    action: 'receipt.issue',
    about: `customer:${question.customer.customer.customerId}`,
    changed: [question.purpose],
    correlationId,
  });
  log('receipt issued', { eventId, correlationId });
  return new Answer(
    { receipt },
    { headers: { 'content-disposition': `attachment; filename="receipt-${eventId}.json"` } },
  );
}

async function findEntry(
  { customer, members = membersOf(customer), purpose, eventId }: ReceiptQuestion,
  { consents }: Issues,
): Promise<ProvenEntry> {
  const history = await consents.history(members);
  const events = history.map(({ event }) => event).filter(isConsent);
  const wanted = eventId ?? lastSaid(events, purpose)?.eventId;
  const entry = history.find(({ event }) => event.eventId === wanted);
  if (entry === undefined || !isConsent(entry.event) || entry.event.purpose !== purpose)
    throw new Refusal('consent.not-found');
  const { event, proof, sequence } = entry;
  if (proof === undefined) throw new Refusal('receipt.proof-destroyed');
  return { event, proof, sequence };
}

/** As it stood then; what was said first where nobody had said anything yet, so that it never changes. */
const stoodAt = async <T>(
  all: Configurations<T>,
  then: ConfigurationReads<T>,
  name: string,
): Promise<Governed<T> | undefined> => (await then.read(name)) ?? (await all.version(name, 1));

/** What the collecting system named, with the language and the hash that the version itself tells. */
async function shownNotice(
  { notice }: ConsentProof,
  { governance }: Issues,
): Promise<ShownNotice | undefined> {
  if (notice === undefined) return undefined;
  const texts = (await governance.notices.version(notice.id, notice.version))?.value.texts ?? {};
  const [only, ...others] = Object.keys(texts);
  const language = notice.language ?? (others.length === 0 ? only : undefined);
  const hash = notice.hash ?? (language === undefined ? undefined : texts[language]?.hash);
  return {
    id: notice.id,
    version: notice.version,
    ...(language !== undefined && { language }),
    ...(hash !== undefined && { hash }),
  };
}
