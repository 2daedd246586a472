/** Who asks in the name of others, by the Data Rights Protocol. */
export interface Agent {
  /** Its id in the network's directory, such as `CONSUMER_REPORTS`. */
  readonly name: string;
  readonly title: string;
  /** Its Ed25519 public key: 32 bytes, Base64. */
  readonly verifyKey: string;
  /** Under which id the directory names this business to it. */
  readonly businessId: string;
  /** The page of the business on which a person shows who he is. */
  readonly verificationUrl?: string;
  /** Where the hub may call it: names of hosts, in lower case. None where it is absent. */
  readonly callbackHosts?: readonly string[];
  /** Nothing of it is taken in any more, and nothing is told to it. */
  readonly isRevoked: boolean;
}

const actorPrefix = 'agent:';

/** As whom it stands in requests and in the audit. */
export const actorOfAgent = (agentId: string): string => `${actorPrefix}${agentId}`;

/** Which agent an actor is; `undefined`: none. */
export const agentOfActor = (actor: string): string | undefined =>
  actor.startsWith(actorPrefix) ? actor.slice(actorPrefix.length) : undefined;
