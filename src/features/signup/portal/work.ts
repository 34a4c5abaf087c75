/**
 * Finds what makes SHA-256 of `<ticket>.<work>` begin with so many zero bits: a third of a second for a person's
 * browser, and hours of a machine for whoever wants a hundred thousand accounts. Nobody has to solve anything.
 * @throws `own-tab` where the browser has no such hash: in a frame of a page that is not https
 */
export async function workFor(ticket: string, bits: number): Promise<string> {
  if (!globalThis.crypto?.subtle) throw Object.assign(new Error('no hash here'), { code: 'own-tab' });
  const encoder = new TextEncoder();
  const isEnough = (hash: Uint8Array): boolean => {
    for (let at = 0; at < bits; at += 8) {
      const left = Math.min(8, bits - at);
      if ((hash[at >> 3] as number) >> (8 - left) !== 0) return false;
    }
    return true;
  };
  // A few hundred at a time, so that the page goes on answering.
  for (let from = 0; ; from += 256) {
    const tried = Array.from({ length: 256 }, (_, index) => String(from + index));
    const hashes = await Promise.all(
      tried.map((work) => crypto.subtle.digest('SHA-256', encoder.encode(`${ticket}.${work}`))),
    );
    const found = hashes.findIndex((hash) => isEnough(new Uint8Array(hash)));
    if (found >= 0) return tried[found] as string;
  }
}
