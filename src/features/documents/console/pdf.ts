import type { Desk } from '../../../kit/ui/console/desk.ts';
import type { DocumentKind } from '../schema.ts';
import { type AnyDocument, addressOf } from './looks.tsx';

const maxBytes = 10 * 1024 * 1024;

/** What the API would refuse anyway, told before anything is made. */
export async function isPdf(file: File): Promise<boolean> {
  if (file.size === 0 || file.size > maxBytes) return false;
  return (await file.slice(0, 5).text()) === '%PDF-';
}

export async function sendPdf(desk: Desk, kind: DocumentKind, id: string, file: File): Promise<AnyDocument> {
  const sending = { method: 'PUT', body: file, type: 'application/pdf', timeoutMs: 60_000 };
  return (await (await desk.api.raw(`${addressOf(kind)}/${id}/pdf`, sending)).json()) as AnyDocument;
}
