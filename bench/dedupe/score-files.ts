import { csvRows } from './csv-lines.ts';
import { type ClusterScore, scoreClusters } from './score.ts';

/** Which record is which in a truth file, and its cluster; read once, scored many times. */
export interface Truth {
  readonly clusters: Int32Array;
  /** Number of the record with an id; `undefined`: there is none. */
  readonly recordOf: (id: string) => number | undefined;
}

/** Reads the columns `id` and `cluster_id`. Throws when an id stands there twice. */
export function readTruth(path: string): Truth {
  const ids = numbering();
  const labels = numbering();
  const clusters: number[] = [];
  for (const [id, label] of idsAndClusters(path)) {
    if (ids.add(id) !== clusters.length)
      throw new Error(`${path}: the id ${id} stands there twice`);
    clusters.push(labels.add(label));
  }
  return { clusters: Int32Array.from(clusters), recordOf: ids.find };
}

/**
 * Scores a file with the columns `id` and `cluster_id`; a record that it leaves out is a cluster of its
 * own. Throws when it names a record twice or one that the truth does not have.
 */
export function scoreFile(truth: Truth, path: string): ClusterScore {
  const labels = numbering();
  const predicted = new Int32Array(truth.clusters.length).fill(-1);
  for (const [id, label] of idsAndClusters(path)) {
    const record = truth.recordOf(id);
    if (record === undefined) throw new Error(`${path}: there is no record ${id}`);
    if (predicted[record] !== -1) throw new Error(`${path}: the id ${id} stands there twice`);
    predicted[record] = labels.add(label);
  }
  return scoreClusters(truth.clusters, predicted);
}

function* idsAndClusters(path: string): Generator<readonly [string, string], void, undefined> {
  let columns: readonly [number, number] | undefined;
  for (const row of csvRows(path)) {
    if (columns === undefined) {
      columns = [row.indexOf('id'), row.indexOf('cluster_id')];
      if (columns.includes(-1)) throw new Error(`${path}: has no columns id and cluster_id`);
      continue;
    }
    yield [row[columns[0]] ?? '', row[columns[1]] ?? ''];
  }
}

/** A Map holds no more than 2^24 entries, so texts are spread over some. */
const shares = 64;

/** Numbers texts from 0 in the order in which they are first added. */
function numbering() {
  const numbers = Array.from({ length: shares }, () => new Map<string, number>());
  const shareOf = (text: string) =>
    numbers[
      (text.charCodeAt(text.length - 1) * 7 + text.charCodeAt(text.length - 2)) % shares || 0
    ] as Map<string, number>;
  let count = 0;
  return {
    add(text: string): number {
      const share = shareOf(text);
      const known = share.get(text);
      if (known !== undefined) return known;
      share.set(text, count);
      return count++;
    },
    find: (text: string): number | undefined => shareOf(text).get(text),
  };
}
