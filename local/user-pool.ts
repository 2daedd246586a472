import {
  createHash,
  createHmac,
  randomBytes,
  randomUUID,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { AwsError, type Operations } from './aws-json-server.ts';
import { secretFile } from './secret-file.ts';

export const userPoolId = 'eu-west-1_goldspoke';

/** Who tokens say that they are from: beside the hub's own address, whose public keys are those of receipts. */
export const issuerOf = (hubUrl: string): string => `${hubUrl}/${userPoolId}`;

/** What signing in asks of the pool. */
export interface UserPool {
  /** The actions of `cognito-idp` that the access function calls. */
  readonly operations: Operations;
  /** The id of an open person with this password. As much work for who is unknown or closed. */
  readonly personWith: (email: string, password: string) => Promise<string | undefined>;
  readonly isOpen: (id: string) => boolean;
  readonly isClient: (clientId: string, secret: string) => boolean;
  /** Takes a person in with a password, or gives one that is there another; answers the id. */
  readonly admit: (email: string, password: string) => Promise<string>;
  /** A token that stands for the person's sign-in until it is used, ended or out of date. */
  readonly remember: (id: string, forMs: number) => string;
  /** Whose sign-in it stands for. Once: the next one is asked for with the next token. */
  readonly recall: (token: string) => string | undefined;
}

/** As OWASP's password storage cheat sheet has it: 32 MB and some 60 ms a guess. */
const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const keyBytes = 32;
const hashPassword = promisify<string, Buffer, number, typeof cost, Buffer>(scrypt);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export interface UserPoolOptions {
  readonly state: DatabaseSync;
  /** Of the key under which addresses are found. */
  readonly keyFile: string;
  /** Where the pool's letters go: an invitation with its password. */
  readonly post: (letter: { readonly to: string; readonly password: string }) => void;
  readonly nowMs?: () => number;
}

/**
 * Cognito's user pool in the small, kept in the hub's own database: people by a keyed hash of their
 * address, passwords by scrypt, secrets of clients by SHA-256. No second factor, and the first
 * password stays: it is one machine's.
 */
export function localUserPool({
  state,
  keyFile,
  post,
  nowMs = Date.now,
}: UserPoolOptions): UserPool {
  state.exec(`CREATE TABLE IF NOT EXISTS people (
    id TEXT PRIMARY KEY, address TEXT NOT NULL UNIQUE, salt BLOB NOT NULL, password BLOB NOT NULL,
    is_open INTEGER NOT NULL DEFAULT 1)`);
  state.exec('CREATE TABLE IF NOT EXISTS clients (id TEXT PRIMARY KEY, secret TEXT NOT NULL)');
  state.exec(`CREATE TABLE IF NOT EXISTS sign_ins (
    token TEXT PRIMARY KEY, person TEXT NOT NULL, ends_at_ms INTEGER NOT NULL)`);
  const byAddress = state.prepare('SELECT * FROM people WHERE address = ?');
  const byId = state.prepare('SELECT * FROM people WHERE id = ?');
  const insert = state.prepare(
    'INSERT INTO people (id, address, salt, password) VALUES (?, ?, ?, ?)',
  );
  const setPassword = state.prepare('UPDATE people SET salt = ?, password = ? WHERE id = ?');
  const setOpen = state.prepare('UPDATE people SET is_open = ? WHERE id = ?');
  const forget = state.prepare('DELETE FROM sign_ins WHERE person = ?');
  const key = secretFile(keyFile, () => randomBytes(32).toString('base64url'));
  const addressOf = (email: unknown) =>
    createHmac('sha256', key).update(String(email).toLowerCase()).digest('hex');

  async function add(email: string, password: string): Promise<string> {
    const salt = randomBytes(16);
    const hashed = await hashPassword(password, salt, keyBytes, cost);
    const id = randomUUID();
    insert.run(id, addressOf(email), salt, hashed);
    return id;
  }

  const named = (Username: unknown) => {
    const row = byId.get(String(Username)) ?? byAddress.get(addressOf(Username));
    if (row === undefined) throw new AwsError('UserNotFoundException', 'User does not exist.');
    return String(row.id);
  };
  const attributesOf = (id: string) => [{ Name: 'sub', Value: id }];
  const target = (name: string) => `AWSCognitoIdentityProviderService.${name}`;

  return {
    operations: {
      [target('AdminCreateUser')]: async ({ Username }) => {
        if (byAddress.get(addressOf(Username)) !== undefined)
          throw new AwsError('UsernameExistsException', 'User account already exists');
        const password = randomBytes(12).toString('base64url');
        const id = await add(String(Username), password);
        post({ to: String(Username), password });
        return { User: { Username: id, Enabled: true, Attributes: attributesOf(id) } };
      },
      [target('AdminGetUser')]: ({ Username }) => {
        const id = named(Username);
        return { Username: id, UserAttributes: attributesOf(id) };
      },
      [target('AdminDisableUser')]: ({ Username }) => void setOpen.run(0, named(Username)),
      [target('AdminEnableUser')]: ({ Username }) => void setOpen.run(1, named(Username)),
      [target('AdminUserGlobalSignOut')]: ({ Username }) => void forget.run(named(Username)),
      [target('CreateUserPoolClient')]: ({ ClientName }) => {
        const [id, secret] = [randomBytes(13).toString('hex'), randomBytes(32).toString('hex')];
        state.prepare('INSERT INTO clients (id, secret) VALUES (?, ?)').run(id, sha256(secret));
        return { UserPoolClient: { ClientName, ClientId: id, ClientSecret: secret } };
      },
      [target('DeleteUserPoolClient')]: ({ ClientId }) => {
        const gone = state.prepare('DELETE FROM clients WHERE id = ?').run(String(ClientId));
        if (gone.changes === 0)
          throw new AwsError('ResourceNotFoundException', 'User pool client does not exist.');
      },
    },
    async personWith(email, password) {
      const row = byAddress.get(addressOf(email));
      const salt = (row?.salt as Uint8Array | undefined) ?? new Uint8Array(16);
      const given = await hashPassword(password, Buffer.from(salt), keyBytes, cost);
      const wanted = (row?.password as Uint8Array | undefined) ?? new Uint8Array(keyBytes);
      const isRight = timingSafeEqual(given, wanted);
      return isRight && row?.is_open === 1 ? String(row.id) : undefined;
    },
    isOpen: (id) => byId.get(id)?.is_open === 1,
    isClient(clientId, secret) {
      const row = state.prepare('SELECT secret FROM clients WHERE id = ?').get(clientId);
      const wanted = Buffer.from(String(row?.secret ?? sha256('')), 'hex');
      const isRight = timingSafeEqual(Buffer.from(sha256(secret), 'hex'), wanted);
      return row !== undefined && isRight;
    },
    async admit(email, password) {
      const row = byAddress.get(addressOf(email));
      if (row === undefined) return add(email, password);
      const salt = randomBytes(16);
      setPassword.run(salt, await hashPassword(password, salt, keyBytes, cost), String(row.id));
      return String(row.id);
    },
    remember(id, forMs) {
      const token = randomBytes(32).toString('base64url');
      state.prepare('DELETE FROM sign_ins WHERE ends_at_ms <= ?').run(nowMs());
      state
        .prepare('INSERT INTO sign_ins (token, person, ends_at_ms) VALUES (?, ?, ?)')
        .run(sha256(token), id, nowMs() + forMs);
      return token;
    },
    recall(token) {
      const row = state
        .prepare('DELETE FROM sign_ins WHERE token = ? RETURNING person, ends_at_ms')
        .get(sha256(token));
      return row !== undefined && Number(row.ends_at_ms) > nowMs() ? String(row.person) : undefined;
    },
  };
}
