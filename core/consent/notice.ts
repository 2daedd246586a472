/** What a person is told before agreeing, in each language. A change of text is a new version. */
export interface PrivacyNotice {
  /** `^[a-z][a-z0-9-]{0,62}$` */
  readonly name: string;
  readonly version: number;
  readonly title: string;
  /** By language (`en`, `de-AT`): the text, and its hex SHA-256. */
  readonly texts: Readonly<Record<string, { readonly text: string; readonly hash: string }>>;
}

/** That an operator vouches for a rule that no source confirms. */
export interface RuleSignOff {
  /** The rule's id: `gdpr-legitimate-interest-dm`. */
  readonly name: string;
  readonly isSignedOff: boolean;
  /** On what ground: an opinion's reference, a name of counsel. */
  readonly ground: string;
  /** The edition of the law that was read. */
  readonly asOf: string;
}
