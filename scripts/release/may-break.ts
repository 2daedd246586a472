/**
 * Whether semver.org lets `next` break what `last` promised: a new major version, or while the major
 * is 0 a new minor one.
 */
export function mayBreak(last: string, next: string): boolean {
  const [lastMajor = 0, lastMinor = 0] = numbersOf(last);
  const [major = 0, minor = 0] = numbersOf(next);
  return major > lastMajor || (major === 0 && minor > lastMinor);
}

const numbersOf = (version: string): readonly number[] => version.split('.').map(Number);
