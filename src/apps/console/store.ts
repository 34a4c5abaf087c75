import type { DeskStore } from '../../kit/ui/console/desk.ts';

/** Storage of the browser under a prefix; absent, full or forbidden, it is forgotten, silently. */
export function deskStore(open: () => Storage, prefix: string): DeskStore {
  const attempt = <Value>(act: (storage: Storage) => Value): Value | undefined => {
    try {
      return act(open());
    } catch {
      return undefined;
    }
  };
  return {
    read: <Value>(key: string) =>
      attempt((storage) => JSON.parse(storage.getItem(prefix + key) ?? 'null') as Value | null) ?? undefined,
    write: (key, value) => void attempt((storage) => storage.setItem(prefix + key, JSON.stringify(value))),
    remove: (key) => void attempt((storage) => storage.removeItem(prefix + key)),
  };
}
