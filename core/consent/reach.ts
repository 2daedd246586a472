import type { AttributeDefinition, AttributeType, MatchRole } from '#core/schema/customer-schema';
import type { Channel } from './consent-event.ts';
import type { Purpose } from './purpose.ts';

/** What a value can reach somebody by. */
export type Reach = 'email' | 'phone' | 'post';

const channelsOf: Readonly<Record<Reach, readonly Channel[]>> = {
  email: ['email'],
  phone: ['sms', 'voice', 'voice-automated'],
  post: ['post'],
};
const reaching = new Set(Object.values(channelsOf).flat());

/** The channels for which an address, a number or a postal address is used. */
export const channelsOfReach = (reach: Reach): readonly Channel[] => channelsOf[reach];

/** For which channels a purpose is allowed. */
export interface AllowedChannels {
  /** For the person, at one address or number at least where they are told apart. */
  readonly forPerson: ReadonlySet<Channel>;
  /** At every address and number that would be seen. */
  readonly everywhere: ReadonlySet<Channel>;
}

/**
 * Whether an attribute leaves the hub for a purpose. Nothing does where no channel is allowed. What
 * somebody is reached by leaves only where one of its own channels is allowed everywhere, unless the
 * purpose reaches nobody at all, such as an analysis. What the schema does not define may be anything:
 * it leaves where every channel is allowed everywhere.
 */
export function leavesFor(
  definition: AttributeDefinition | undefined,
  { channels }: Pick<Purpose, 'channels'>,
  { forPerson, everywhere }: AllowedChannels,
): boolean {
  if (forPerson.size === 0) return false;
  if (definition === undefined) return channels.every((each) => everywhere.has(each));
  if (!channels.some((each) => reaching.has(each))) return true;
  return [...reachesOf(definition)].every((reach) =>
    channelsOf[reach].some((each) => everywhere.has(each)),
  );
}

const reachOfRole: Partial<Record<MatchRole, Reach>> = {
  email: 'email',
  phone: 'phone',
  'postal-address': 'post',
};
const reachOfType: Partial<Record<AttributeType['type'], Reach>> = {
  email: 'email',
  phone: 'phone',
  'postal-address': 'post',
};

/** By its type or its meaning, at any depth; that matching leaves it out changes nothing. */
export function reachesOf(
  type: AttributeType & Pick<Partial<AttributeDefinition>, 'match'>,
): ReadonlySet<Reach> {
  const own = [
    reachOfType[type.type],
    type.match === undefined ? undefined : reachOfRole[type.match],
  ];
  const below =
    type.type === 'list'
      ? [...reachesOf(type.items)]
      : type.type === 'group'
        ? type.attributes.flatMap((each) => [...reachesOf(each)])
        : [];
  return new Set([...own.filter((each) => each !== undefined), ...below]);
}

/** The same definitions with what matching leaves out taken in: an address reaches somebody all the same. */
export const withUnmatched = (
  definitions: readonly AttributeDefinition[],
): readonly AttributeDefinition[] =>
  definitions.map(({ match, ...definition }) => ({
    ...takenIn(definition),
    name: definition.name,
    classification: definition.classification,
    ...(match !== undefined && match !== 'none' && { match }),
  }));

function takenIn(type: AttributeType): AttributeType {
  if (type.type === 'list') return { ...type, items: takenIn(type.items) };
  return type.type === 'group' ? { ...type, attributes: withUnmatched(type.attributes) } : type;
}
