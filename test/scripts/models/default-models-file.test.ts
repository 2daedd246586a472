import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultModels } from '#core/matching/default-models';
import { defaultModelsFile, madeModels } from '../../../scripts/models/default-models-file.ts';

describe('the models shipped for real time', () => {
  it('are what was learned, converted', () => {
    expect(defaultModels).toEqual(madeModels());
    const file = new URL('../../../core/matching/default-models.ts', import.meta.url);
    expect(readFileSync(file, 'utf8')).toBe(defaultModelsFile());
  });
});
