/**
 * Which keys a file has had, and in which row: 12 bytes a key, so that a million of them fit in 24 MB. A key is kept as
 * 64 bits of hash; two of a million keys share them once in some 30 million files, and are then refused as duplicates.
 */
export class KeySet {
  #size = 1 << 14;
  #count = 0;
  #high = new Uint32Array(this.#size);
  #low = new Uint32Array(this.#size);
  #rows = new Uint32Array(this.#size);

  /** The row that had this key before; `undefined` where it is new, and kept. */
  add(key: string, row: number): number | undefined {
    if (this.#count * 2 > this.#size) this.#grow();
    const { high, low } = hashOf(key);
    const at = this.#place(high, low);
    if (this.#rows[at] !== 0) return this.#rows[at];
    this.#set(at, high, low, row);
    this.#count++;
    return undefined;
  }

  #set(at: number, high: number, low: number, row: number): void {
    this.#high[at] = high;
    this.#low[at] = low;
    this.#rows[at] = row;
  }

  /** Where this key stands, or would. */
  #place(high: number, low: number): number {
    let at = low & (this.#size - 1);
    while (this.#rows[at] !== 0 && (this.#high[at] !== high || this.#low[at] !== low))
      at = (at + 1) & (this.#size - 1);
    return at;
  }

  #grow(): void {
    const [high, low, rows] = [this.#high, this.#low, this.#rows];
    this.#size *= 2;
    this.#high = new Uint32Array(this.#size);
    this.#low = new Uint32Array(this.#size);
    this.#rows = new Uint32Array(this.#size);
    for (let from = 0; from < rows.length; from++) {
      const row = rows[from] as number;
      if (row === 0) continue;
      const [h, l] = [high[from] as number, low[from] as number];
      this.#set(this.#place(h, l), h, l, row);
    }
  }
}

/** cyrb53 in its 64-bit form (bryc, public domain): two mixed 32-bit halves. */
function hashOf(key: string): { high: number; low: number } {
  let [h1, h2] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i);
    h1 = Math.imul(h1 ^ code, 2654435761);
    h2 = Math.imul(h2 ^ code, 1597334677);
  }
  h1 = Math.imul(h1 ^ (h1 >>> 16), 2246822507) ^ Math.imul(h2 ^ (h2 >>> 13), 3266489909);
  h2 = Math.imul(h2 ^ (h2 >>> 16), 2246822507) ^ Math.imul(h1 ^ (h1 >>> 13), 3266489909);
  return { high: h2 >>> 0, low: h1 >>> 0 };
}
