import { Refusal } from '#core/kernel/refusal';

const formTypes = /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i;

/**
 * The fields of an HTML form's body, urlencoded or multipart; of a field that stands twice the last
 * one counts. No body is a form without fields, whatever type it is said to be. Refuses files and what
 * cannot be read (`request.malformed`), and other types (`request.unsupported-media-type`).
 */
export async function formBodyOf(
  bytes: Uint8Array<ArrayBuffer>,
  type: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  if (bytes.byteLength === 0) return {};
  if (type === undefined || !formTypes.test(type))
    throw otherType('application/x-www-form-urlencoded or multipart/form-data');
  const form = await readForm(bytes, type);
  const fields: [string, string][] = [];
  for (const [name, value] of form.entries()) {
    if (typeof value !== 'string') throw new Refusal('request.malformed');
    fields.push([name, value]);
  }
  return Object.fromEntries(fields);
}

async function readForm(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<FormData> {
  try {
    // Throws at once for a type that is no value of a header, such as one with letters beyond Latin-1.
    return await new Response(bytes, { headers: { 'content-type': type } }).formData();
  } catch {
    throw new Refusal('request.malformed');
  }
}

/** Of a body of another type than the route takes. */
export const otherType = (taken: string): Refusal =>
  new Refusal('request.unsupported-media-type', [
    { pointer: '/content-type', rule: 'media-type', message: `must be ${taken}`, in: 'header' },
  ]);
