import { xmlName } from '../../file-names.ts';
import type { StoredDocument } from '../table.ts';

export const xmlHeaders = (document: StoredDocument, xml: string): Record<string, string> => ({
  'content-type': 'application/xml',
  'content-disposition': `attachment; filename="${xmlName(document)}"`,
  'content-length': String(Buffer.byteLength(xml)),
});
