import { configurationParts, transferKinds } from '../../src/apps/server/transfer-kinds.ts';
import type { Export, Import } from '../../src/features/transfer/schema.ts';
import { exportWork } from '../../src/features/transfer/server/run-export.ts';
import { importWork } from '../../src/features/transfer/server/run-import.ts';
import type { AnyKind } from '../../src/kit/server/transfer/kind.ts';
import { startWorkers, type Workers } from '../../src/kit/server/work.ts';
import { type Client, type TestApp, type TestVendor, testPublicUrl, testSecrets } from './app.ts';

/** Workers that do nothing until they are told, like the service's own. */
export const transferWorkers = (
  { database, clock }: Pick<TestApp, 'database' | 'clock'>,
  kinds: readonly AnyKind[] = transferKinds,
): Workers =>
  startWorkers({
    ...{ database, clock, pollMs: 3_600_000 },
    kinds: [importWork(kinds), exportWork(kinds, configurationParts)],
    context: { secrets: testSecrets },
  });

/** Sends raw bytes under a vendor's key. */
export async function sendBytes(
  portico: TestApp,
  vendor: Pick<TestVendor, 'apiKey'>,
  method: string,
  path: string,
  bytes: Uint8Array | string,
  type = 'text/csv',
) {
  const response = await portico.app.request(`${testPublicUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${vendor.apiKey}`, 'content-type': type },
    body: bytes as BodyInit,
  });
  const text = await response.text();
  const json = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, body: json ? JSON.parse(text) : text };
}

export interface ImportOptions {
  readonly mapping?: object;
  readonly dryRun?: boolean;
  readonly format?: 'csv' | 'json';
  readonly encoding?: string;
  readonly separator?: string;
  /** Cut into parts of so many bytes. */
  readonly partBytes?: number;
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

/** Sends a file and starts its import, without doing it. */
export async function beginImport(
  portico: TestApp,
  vendor: TestVendor,
  kind: string,
  file: string | Uint8Array,
  { dryRun = false, partBytes = 1_000_000, files = {}, ...options }: ImportOptions = {},
): Promise<string> {
  const made = await vendor.api.post('/api/v1/imports', { kind, ...options });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const { id } = made.body as Import;
  const bytes = typeof file === 'string' ? Buffer.from(file) : file;
  for (let start = 0, number = 1; start < bytes.length; start += partBytes, number++) {
    const part = bytes.subarray(start, start + partBytes);
    const sent = await sendBytes(portico, vendor, 'PUT', `/api/v1/imports/${id}/parts/${number}`, part);
    if (sent.status !== 200) throw new Error(JSON.stringify(sent.body));
  }
  for (const [name, content] of Object.entries(files)) {
    const path = `/api/v1/imports/${id}/files/${encodeURIComponent(name)}`;
    const sent = await sendBytes(portico, vendor, 'PUT', path, content, 'application/pdf');
    if (sent.status !== 204) throw new Error(JSON.stringify(sent.body));
  }
  const run = await vendor.api.post(`/api/v1/imports/${id}/run`, { dryRun });
  if (run.status !== 202) throw new Error(JSON.stringify(run.body));
  return id;
}

/** Imports a file and tells how it went, with its errors. */
export async function importFile(
  portico: TestApp,
  workers: Workers,
  vendor: TestVendor,
  kind: string,
  file: string | Uint8Array,
  options: ImportOptions = {},
): Promise<Import & { errors: { row: number; column: string; code: string; message: string }[] }> {
  const id = await beginImport(portico, vendor, kind, file, options);
  await workers.runDue();
  const done = await vendor.api.get(`/api/v1/imports/${id}`);
  const errors = await vendor.api.get(`/api/v1/imports/${id}/errors`);
  return { ...done.body, errors: errors.body.items };
}

/** Makes an export and fetches its archive. */
export async function exportAll(
  portico: TestApp,
  workers: Workers,
  vendor: Pick<TestVendor, 'api' | 'apiKey'>,
  wish: object = {},
): Promise<{ export: Export; bytes: Buffer }> {
  const made = await (vendor.api as Client).post('/api/v1/exports', wish);
  if (made.status !== 202) throw new Error(JSON.stringify(made.body));
  await workers.runDue();
  const done = await vendor.api.get(`/api/v1/exports/${made.body.id}`);
  const response = await portico.app.request(`${testPublicUrl}/api/v1/exports/${made.body.id}/file`, {
    headers: { authorization: `Bearer ${vendor.apiKey}` },
  });
  return { export: done.body, bytes: Buffer.from(await response.arrayBuffer()) };
}
