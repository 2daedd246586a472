/** A role at an org unit: it holds there and in every unit below. */
export interface Grant {
  readonly role: string;
  readonly orgUnit: string;
}

/** What every other unit lies below. It is there from the start, and cannot be moved. */
export const rootUnit = 'root';

/** `steward@north reader@root`: how grants travel in one line of text, where only text can. */
export const grantsText = (grants: readonly Grant[]): string =>
  grants.map(({ role, orgUnit }) => `${role}@${orgUnit}`).join(' ');

export const readGrants = (text: string): readonly Grant[] =>
  text
    .split(' ')
    .filter((each) => each.includes('@'))
    .map((each) => {
      const at = each.indexOf('@');
      return { role: each.slice(0, at), orgUnit: each.slice(at + 1) };
    });
