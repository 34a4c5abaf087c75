/** What survives a reload of this tab. Storage may be absent, full or forbidden: then it is forgotten, silently. */
export interface TabStore {
  read<Value>(key: string): Value | undefined;
  write(key: string, value: unknown): void;
  remove(key: string): void;
}

export function tabStore(prefix: string): TabStore {
  const attempt = <Value>(act: (storage: Storage) => Value): Value | undefined => {
    try {
      return act(sessionStorage);
    } catch {
      return undefined;
    }
  };
  return {
    read: <Value>(key: string) =>
      attempt((storage) => JSON.parse(storage.getItem(prefix + key) ?? 'null') as Value | null) ?? undefined,
    write: (key, value) => attempt((storage) => storage.setItem(prefix + key, JSON.stringify(value))),
    remove: (key) => attempt((storage) => storage.removeItem(prefix + key)),
  };
}

/** A store that forgets with the page: where the portal keeps no sessions, and in tests. */
export function memoryStore(): TabStore {
  const values = new Map<string, unknown>();
  return {
    read: <Value>(key: string) => values.get(key) as Value | undefined,
    write: (key, value) => void values.set(key, value),
    remove: (key) => void values.delete(key),
  };
}
