/** Placeholder until the table below is complete. */
export const nicknameGroups = (_given: string): readonly string[] => [];
