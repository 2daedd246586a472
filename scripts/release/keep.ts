/** Keeps the surface as it is now under the version in package.json: `npm run release`. */
import packageJson from '../../package.json' with { type: 'json' };
import { keepRelease } from './releases.ts';
import { currentSurface } from './surface.ts';

keepRelease(packageJson.version, currentSurface());
process.stdout.write(`releases/${packageJson.version}/surface.json\n`);
