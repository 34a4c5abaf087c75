import { commitsOf, type Db } from './db.ts';

const KEPT_MS = 2_000;
const MOST = 500;

interface Kept<Found> {
  readonly commits: number;
  readonly until: number;
  readonly found: Found;
}

/**
 * A look-up that remembers what it found for two seconds at most, and only until this process commits something: for
 * what every sign-in reads and hardly anybody ever changes. A change by this process counts at once, one by another
 * process within two seconds; our promise is five. What was not found is looked up again each time. Answers are shared:
 * don't change them.
 */
export function briefly<Args extends readonly string[], Found>(
  find: (db: Db, ...args: Args) => Promise<Found | undefined>,
): (db: Db, ...args: Args) => Promise<Found | undefined> {
  const memories = new WeakMap<Db, Map<string, Kept<Found>>>();
  return async (db, ...args) => {
    if (db.isTransaction) return find(db, ...args);
    const memory = memories.get(db) ?? new Map<string, Kept<Found>>();
    memories.set(db, memory);
    const key = args.length === 1 ? (args[0] as string) : JSON.stringify(args);
    const commits = commitsOf(db);
    const known = memory.get(key);
    if (known && known.commits === commits && known.until > performance.now()) return known.found;
    const found = await find(db, ...args);
    if (found === undefined) return undefined;
    if (memory.size >= MOST) memory.clear();
    memory.set(key, { commits, until: performance.now() + KEPT_MS, found });
    return found;
  };
}
