const flavours = new Set([0x00010000, 0x4f54544f, 0x74727565]);

/** Bytes of one font at most: letters of a whole Latin family weigh a tenth of it. */
export const maxFontBytes = 300 * 1024;

/**
 * Whether these bytes are one WOFF2 font, by its header: its own length, tables, and no collection of fonts. What is in
 * the tables is for the browser's own font sanitizer to judge; no other program reads it.
 * https://www.w3.org/TR/WOFF2/#woff20Header
 */
export function isWoff2(bytes: Uint8Array): boolean {
  if (bytes.byteLength < 48 || bytes.byteLength > maxFontBytes) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables = view.getUint16(12);
  return (
    view.getUint32(0) === 0x774f4632 &&
    flavours.has(view.getUint32(4)) &&
    view.getUint32(8) === bytes.byteLength &&
    tables > 0 &&
    tables < 64 &&
    view.getUint16(14) === 0 &&
    view.getUint32(16) < 30 * 1024 * 1024
  );
}
