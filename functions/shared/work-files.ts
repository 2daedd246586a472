import type { WorkObjects } from '#store/work-objects';

/** Objects in the work bucket that hold JSON, or a line of it for each value. */
type Reads = Pick<WorkObjects, 'text'>;
type Writes = Pick<WorkObjects, 'put'>;

export async function jsonIn<T>(work: Reads, name: string): Promise<T | undefined> {
  const text = await work.text(name);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

export async function present<T>(work: Reads, name: string): Promise<T> {
  const found = await jsonIn<T>(work, name);
  if (found === undefined) throw new Error(`the work object ${name} is not there`);
  return found;
}

export const putJson = (work: Writes, name: string, value: object): Promise<void> =>
  work.put(name, JSON.stringify(value));

export async function linesIn<T>(work: Reads, name: string): Promise<readonly T[] | undefined> {
  const text = await work.text(name);
  return text
    ?.split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

export const putLines = (work: Writes, name: string, values: readonly object[]): Promise<void> =>
  work.put(name, values.map((each) => `${JSON.stringify(each)}\n`).join(''));
