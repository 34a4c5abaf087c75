/** `?search=x&cursor=y` of what says something; nothing where nothing does. */
export function queryOf(parts: Readonly<Record<string, string | number | null | undefined>>): string {
  const set = Object.entries(parts).filter(([, value]) => value);
  return set.length > 0 ? `?${new URLSearchParams(set as [string, string][])}` : '';
}
