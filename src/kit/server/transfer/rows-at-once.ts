/**
 * Rows of one list on their way from a file to the disk. A list that is through before the next collection of young
 * memory leaves nothing behind; those of 256 survived it, and collecting them took a quarter of an import's time.
 */
export const rowsAtOnce = 64;
