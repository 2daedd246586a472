import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Secrets are found by their hash, as a key of the table, or checked by a library (signatures, tags of
 * AES-GCM). Nothing compares one text with another, which would take longer the more of it is right.
 */
const rooms = ['core', 'store', 'functions', 'local', 'client', 'cli', 'bin', 'lib'];
const secret = String.raw`[\w.?]*(?:secret|password|passphrase|apiKey|signature|codeVerifier|challenge|bearer)\w*`;
const compared = new RegExp(
  // Whether there is one at all is nothing to keep.
  String.raw`(?:\b${secret}\)?\s*[!=]==(?!\s*(?:undefined|null|''|0)\b|\s*'')|[!=]==\s*${secret}\b(?!\())`,
  'i',
);

/** A code is taken once, right or wrong, and what is compared is a hash that the caller cannot steer. */
const elsewise = ['local/sign-in.ts:'];

const sources = rooms.flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => join(room, path)),
);

describe('a secret', () => {
  it('is compared with === nowhere', () => {
    const found = sources.flatMap((path) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .flatMap((line, at) => (compared.test(line) ? [`${path}:${at + 1}`] : [])),
    );
    expect(found.filter((each) => !elsewise.some((file) => each.startsWith(file)))).toEqual([]);
    expect(sources.length).toBeGreaterThan(300);
  });

  it.each([
    'if (given.secret === known) return',
    'return token.clientSecret !== body.client_secret;',
    'const isSame = expected === signature;',
    'hash(verifier) === codeChallenge',
  ])('would be found in %s', (line) => {
    expect(line).toMatch(compared);
  });

  it.each(['if (secret === undefined) return', "password !== '' &&", 'secret.length > most'])(
    'is not compared in %s',
    (line) => {
      expect(line).not.toMatch(compared);
    },
  );
});
