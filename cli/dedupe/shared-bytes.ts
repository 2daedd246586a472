export const sharedBytes = (length: number): Uint8Array =>
  new Uint8Array(new SharedArrayBuffer(length));

/** Runs of bytes as one, in shared memory. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = sharedBytes(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
