/** Names of an import's objects in the work bucket: ids and numbers only. */
export const uploadKey = (importId: string): string => `imports/${importId}/upload`;

/** The rejected lines of the batch that begins at this byte of the upload. */
export const rejectsKey = (importId: string, chunk: number, from: number): string =>
  `imports/${importId}/rejects/${chunk}-${from}.ndjson`;
