import { describe, expect, it } from 'vitest';
import { recordScanner } from '#core/import/scan-records';

const encoder = new TextEncoder();

/** 200,000 records in pieces of 64 KB, quotes with line ends among them; made as they are read. */
function* pieces(records: number): Generator<Uint8Array> {
  let text = 'id,name.given,name.family\n';
  for (let at = 0; at < records; at += 1) {
    text += at % 10 === 0 ? `${at},"Ada\n""${at}""",Lovelace\n` : `${at},Ada,Lovelace\n`;
    if (text.length < 64 * 1024) continue;
    yield encoder.encode(text);
    text = '';
  }
  yield encoder.encode(text);
}

describe('planning a large upload', () => {
  it.each([200_000, 5_000_000])('scans %i records and holds no more than pieces', (records) => {
    const scanner = recordScanner({
      quotes: true,
      delimiter: ',',
      offset: 0,
      line: 1,
      mostRecordBytes: 256 * 1024,
    });
    let [found, bytes, mostMb] = [0, 0, 0];
    const startedMs = performance.now();
    const before = process.memoryUsage();
    for (const piece of pieces(records)) {
      found += scanner.push(piece).length;
      bytes += piece.length;
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      mostMb = Math.max(
        mostMb,
        (heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers) / 1024 ** 2,
      );
    }
    found += scanner.end().length;
    const seconds = (performance.now() - startedMs) / 1000;
    console.log(
      `${records} records, ${Math.round(bytes / 1024 ** 2)} MB in ${seconds.toFixed(1)} s (making them included), at most ${Math.round(mostMb)} MB more memory`,
    );
    expect(found).toBe(records + 1);
    expect(mostMb).toBeLessThan(150);
  });
});
