import { chmodSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Where one hub keeps everything. One process owns a folder at a time. */
export interface DataFolder {
  /** Absolute path of a file or folder inside. */
  readonly path: (name: string) => string;
  /** The hub's own small state: checkpoints, queues, the progress of the sample. */
  readonly state: DatabaseSync;
  readonly read: (key: string) => unknown;
  /** Durable against the death of the process when it returns. */
  readonly write: (key: string, value: unknown) => void;
  readonly close: () => void;
}

export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse';
}

/**
 * Opens (or makes) a data folder and takes its lock, an exclusive lock on `hub.db`: the operating
 * system drops it when the process dies in whatever way, so no stale lock can remain. Throws
 * `DataFolderInUse` when another hub holds it.
 */
export function openDataFolder(folder: string): DataFolder {
  const root = resolve(folder);
  mkdirSync(root, { recursive: true, mode: 0o700 });
  chmodSync(root, 0o700);
  const path = (name: string) => join(root, name);
  const state = lockedDatabase(path('hub.db'), root);
  state.exec('CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY, value TEXT NOT NULL)');
  const select = state.prepare('SELECT value FROM state WHERE key = ?');
  const upsert = state.prepare(
    'INSERT INTO state (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  return {
    path,
    state,
    read: (key) => {
      const row = select.get(key);
      return row === undefined ? undefined : JSON.parse(String(row.value));
    },
    write: (key, value) => {
      upsert.run(key, JSON.stringify(value));
    },
    close: () => state.close(),
  };
}

function lockedDatabase(file: string, root: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    // In this mode the lock of the first write is kept until the database is closed.
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec('BEGIN EXCLUSIVE; COMMIT');
    return database;
  } catch (error) {
    database.close();
    if (/locked|busy/i.test(String(error)))
      throw new DataFolderInUse(
        `Another Goldspoke hub is using ${root}. Stop it first, or set GOLDSPOKE_DATA to another folder.`,
      );
    throw error;
  }
}
