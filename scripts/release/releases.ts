import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Surface } from './surface.ts';

const folder = 'releases';
const fileOf = (version: string) => join(folder, version, 'surface.json');

/** Versions that were frozen, oldest first. */
export const releasedVersions = (): readonly string[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => /^\d+\.\d+\.\d+$/.test(name))
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));

export const readRelease = (version: string): Surface =>
  JSON.parse(readFileSync(fileOf(version), 'utf8')) as Surface;

/** Keeps a release for good; throws where that version was kept before. */
export function keepRelease(version: string, surface: Surface): void {
  const file = fileOf(version);
  mkdirSync(join(folder, version), { recursive: true });
  writeFileSync(file, `${JSON.stringify(surface)}\n`, { flag: 'wx' });
}
