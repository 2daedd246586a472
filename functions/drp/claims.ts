import * as z from 'zod';
import { contactPointIn } from '#functions/shared/contact-point-in';

/** A moment as agents write it; without an offset it is UTC. */
const moment = z.iso
  .datetime({ offset: true, local: true })
  .transform((text) => new Date(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`).toISOString());

/** Data Rights Protocol 1.0, 2.05: who says something to whom, and for how long it holds. */
const stated = {
  'agent-id': z.string(),
  'business-id': z.string(),
  'issued-at': moment,
  'expires-at': moment,
};
export const envelope = z.looseObject(stated);
export type Envelope = z.output<z.ZodObject<typeof stated>>;

const version = z.string().regex(/^(0\.9|1\.0)(\.\d{1,3})?$/);

/** What sets a key up says nothing else: no message about a person opens an agent's door. */
export const setUpClaims = envelope.extend({
  'drp.version': version.optional(),
  exercise: z.never().optional(),
});

/** 2.01 and 3.04: of who is asked for, addresses alone are read; the hub keeps nothing else of it. */
export const exerciseClaims = envelope.extend({
  'agent-request-id': z.string().max(200).optional(),
  'drp.version': version,
  exercise: z.string().max(100),
  regime: z.string().max(100).nullish(),
  status_callback: z.string().max(2000).nullish(),
  name: z.string().max(200).nullish(),
  email: z.string().max(254).nullish(),
  phone_number: z.string().max(50).nullish(),
});
export type ExerciseClaims = z.output<typeof exerciseClaims>;

/** 2.04 shows the reason alone, 3.07 the envelope as well: what of it stands there must be right. */
export const revokeClaims = z.looseObject({
  ...z.object(stated).partial().shape,
  reason: z.string().nullish(),
  exercise: z.never().optional(),
});

/** Whether what is kept longer than the person's data says who it is: by address, number or name of the message. */
export function namesThePerson(claims: ExerciseClaims): boolean {
  const kept = [claims['agent-request-id'], claims.status_callback]
    .flatMap((text) => (text ? [plain(text)] : []))
    .join(' ');
  const named = [
    claims.email,
    claims.phone_number,
    claims.name?.includes(' ') ? claims.name : null,
  ];
  return named.some((each) => each && kept.includes(plain(each)));
}

/** Letters and digits alone, however they were written in a URL. */
const plain = (text: string): string =>
  decoded(text)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The first address of who is asked for that is one, in standard form. */
export const addressIn = ({ email, phone_number }: ExerciseClaims): string | undefined =>
  [email, phone_number]
    .flatMap((text) => (text ? [contactPointIn(text)] : []))
    .find((each) => each !== undefined)?.value;
