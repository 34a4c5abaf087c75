/** Closes of what a file's tests opened and may leave open. Small, since every test file loads it. */
export const leftOpen = new Set<() => Promise<void>>();
