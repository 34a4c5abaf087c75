/** What a mailed link carries leaves the address at once, so that no history and no screenshot keeps it. */
export function takeToken(): string {
  const token = decodeURIComponent(location.hash.slice(1));
  if (token) history.replaceState({ token }, '', location.pathname);
  return token || ((history.state as { token?: string } | null)?.token ?? '');
}
