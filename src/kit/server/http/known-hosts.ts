/** A name or an address of a machine, and a port where one stands behind it. */
const shape = /^(\[[0-9a-f:.]+\]|[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?)\.?(?::\d{1,5})?$/i;

/** The name in a `Host` header in small letters, without port; `undefined` for what is none. */
export const hostName = (header: string): string | undefined => shape.exec(header)?.[1]?.toLowerCase();

const isThisMachine = (name: string): boolean =>
  name === 'localhost' || name === '[::1]' || name.endsWith('.localhost') || /^127(\.\d{1,3}){3}$/.test(name);

/** More spellings of known names (each with a port, say) than anybody uses: from there on they are read each time. */
const mostKept = 100;

/**
 * Which hosts the service answers to: that of its public address, others that are set, and this machine itself. Nothing
 * it writes goes by the name a request gives; but what is asked for under a stranger's name is no answer of ours to
 * keep, in a cache in front or in a browser that was led here by a name of somebody else's.
 */
export function knownHosts(publicUrl: string, more: readonly string[] = []): (header: string) => boolean {
  const names = new Set([new URL(publicUrl).hostname, ...more].map((name) => name.toLowerCase()));
  const kept = new Set<string>();
  return (header) => {
    if (kept.has(header)) return true;
    const name = hostName(header);
    if (name === undefined || !(names.has(name) || isThisMachine(name))) return false;
    if (kept.size < mostKept) kept.add(header);
    return true;
  };
}
