import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultModels } from '#core/matching/default-models';
import { templates } from '#core/schema/templates';
import { standardise } from '#core/standardise/standardise';
import { sampleRecord } from '#local/sample-mapping';
import { startHub, type TestHub } from '#test/support/hub';
import { customers5k, readRows } from '../../bench/quality/datasets.ts';
import { scoreClusters } from '../../bench/quality/score.ts';
import { simulate } from '../../bench/quality/simulate.ts';

/** Everything the sample says of about a hundred people: enough that customers grow, merge and are asked about. */
const rows = (readRows(customers5k, '') ?? []).filter((row) => Number(row.cluster_id) < 110);

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  for (const spoke of new Set(rows.map((row) => row.source_system ?? ''))) await hub.spoke(spoke);
});
afterAll(() => hub.stop());

describe('the hub and the quality benchmark', () => {
  it('bring the same records together', async () => {
    const sent = rows.map((row) => sampleRecord(row));
    for (const { spoke, sourceId, body: whole } of sent) {
      // What they agreed to is about purposes that this hub does not have.
      const { consents: _, ...body } = whole;
      const { status } = await hub.call('putRecord', { params: { spoke, sourceId }, body });
      expect(status).toBe(200);
      await hub.settle();
    }
    const inHub = await Promise.all(
      sent.map(async ({ spoke, sourceId }) => {
        const { body } = await hub.call('readCrosswalk', { params: { spoke, sourceId } });
        return body.customerId as string;
      }),
    );
    const simulated = simulate(
      sent.map(({ sourceId, body }) => ({
        id: sourceId,
        record: standardise(body.attributes, templates.person).record,
      })),
      defaultModels.person,
    );
    const agreement = scoreClusters(simulated.clusters, inHub);
    expect(agreement.pairwise.f1).toBe(1);
  }, 120_000);
});
