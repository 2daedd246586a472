import type { LawInForce } from '#core/consent/contact-case';
import { type LawEdition, type Sector, sectors } from '#core/consent/regulation';
import regulations from '../../data/regulations.json' with { type: 'json' };
import type { Services } from './handle.ts';

/** As JSON is typed, every fact has a type of its own; the shape is checked by a test. */
const edition = regulations as unknown as LawEdition;

/** The edition of the law that this release knows, with what operators have signed off so far. */
export async function lawInForce({
  governance,
}: Pick<Services, 'governance'>): Promise<LawInForce> {
  const signed = await governance.signOffs.list();
  return {
    edition,
    signedOff: new Set(
      signed.filter(({ value }) => value.isSignedOff).map(({ value }) => value.name),
    ),
    sectors: sectorsOf(process.env.BUSINESS_SECTORS),
  };
}

/** `finance health`: laws that bind such businesses apply. */
const sectorsOf = (text = ''): readonly Sector[] =>
  sectors.filter((each) => text.split(' ').includes(each));
