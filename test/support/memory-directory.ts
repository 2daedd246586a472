import { randomBytes, randomUUID } from 'node:crypto';
import type { Directory } from '#store/directory';

/** A user pool in memory: what was asked of it can be seen. */
export interface MemoryDirectory extends Directory {
  /** By address. */
  readonly people: Map<string, { id: string; isOpen: boolean }>;
  readonly clients: Set<string>;
}

export function memoryDirectory(): MemoryDirectory {
  const people: MemoryDirectory['people'] = new Map();
  const clients = new Set<string>();
  const set = (id: string, isOpen: boolean) => {
    for (const each of people.values()) if (each.id === id) each.isOpen = isOpen;
  };
  return {
    people,
    clients,
    addPerson: async (email) => {
      const known = people.get(email) ?? { id: randomUUID(), isOpen: true };
      people.set(email, known);
      return known.id;
    },
    closePerson: async (id) => set(id, false),
    openPerson: async (id) => set(id, true),
    addClient: async () => {
      const clientId = randomBytes(13).toString('hex');
      clients.add(clientId);
      return { clientId, clientSecret: randomBytes(24).toString('hex') };
    },
    removeClient: async (clientId) => {
      clients.delete(clientId);
    },
  };
}
