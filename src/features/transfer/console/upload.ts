import type { VendorApi } from '../../../kit/browser/vendor-api.ts';
import type { Import, Preview } from '../schema.ts';

/** Bytes of one request, the most the API takes: a slow line needs less than its half minute for it. */
const partBytes = 1024 * 1024;
const shownBytes = 65_536;

/** A file whose name ends like JSON is JSON; everything else is taken for a table. */
export const formatOf = (name: string): Import['format'] =>
  /\.(json|jsonl|ndjson)$/i.test(name) ? 'json' : 'csv';

/** The first rows of a table, and what its columns seem to mean. */
export async function previewOf(api: VendorApi, kind: string, file: Blob): Promise<Preview> {
  const path = `/api/v1/imports/preview?kind=${encodeURIComponent(kind)}`;
  const answer = await api.raw(path, { method: 'POST', body: file.slice(0, shownBytes), type: 'text/csv' });
  return (await answer.json()) as Preview;
}

export interface Sending {
  readonly kind: string;
  readonly file: File;
  /** Documents that rows name. */
  readonly files: readonly File[];
  /** The header's own words, with what each means; `''` is left out. Absent for JSON. */
  readonly mapping: Readonly<Record<string, string>> | undefined;
  readonly preview: Preview | undefined;
  readonly onSent: (bytes: number) => void;
}

/** Sends a file in parts and starts its check. */
export async function sendFile(api: VendorApi, sending: Sending): Promise<Import> {
  const { kind, file, files, mapping, preview, onSent } = sending;
  const columns =
    mapping && Object.fromEntries(Object.entries(mapping).map(([header, name]) => [header, name || null]));
  const { id } = await api.post<Import>('/api/v1/imports', {
    ...{ kind, format: formatOf(file.name) },
    ...(columns && { mapping: { columns } }),
    ...(preview && { separator: preview.separator, encoding: preview.encoding }),
  });
  let sent = 0;
  for (let start = 0, number = 1; start < file.size; start += partBytes, number++) {
    const body = file.slice(start, start + partBytes);
    await api.raw(`/api/v1/imports/${id}/parts/${number}`, {
      method: 'PUT',
      body,
      type: 'application/octet-stream',
    });
    sent += body.size;
    onSent(sent);
  }
  for (const one of files) {
    const path = `/api/v1/imports/${id}/files/${encodeURIComponent(one.name)}`;
    await api.raw(path, { method: 'PUT', body: one, type: one.type || 'application/pdf' });
    sent += one.size;
    onSent(sent);
  }
  return api.post<Import>(`/api/v1/imports/${id}/run`, { dryRun: true });
}
