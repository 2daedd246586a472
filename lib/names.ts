/** Log groups of one deployment; the operations key may be used for these and no others. */
export const logGroupPrefix = (name: string): string => `/goldspoke/${name}`;
