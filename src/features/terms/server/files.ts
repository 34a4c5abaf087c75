import type { Db } from '../../../kit/server/db/db.ts';
import { keepFile } from '../../../kit/server/files.ts';
import type { MailAttachment } from '../../../kit/server/mail.ts';
import type { Language } from '../../portals/schema.ts';
import type { TermsAgreement } from '../schema.ts';
import { agreedText } from './agreements-store.ts';

interface TermsFileTable {
  vendor_id: string;
  terms_id: string;
  version: number;
  language: Language;
  file_id: string;
}
declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    terms_file: TermsFileTable;
  }
}

/** What no file system takes in a name is left out. */
const fileName = (title: string): string =>
  `${title
    .replace(/[\\/:*?"<>|]+/g, ' ')
    .trim()
    .slice(0, 100)}.txt`;

/** What was agreed to, as a file that goes with a mail; `undefined` where it was an address alone. */
export async function termsAttachment(
  tx: Db,
  vendorId: string,
  agreement: TermsAgreement,
  at: Date,
): Promise<MailAttachment | undefined> {
  const { termsId, version, language, title, url } = agreement;
  const name = fileName(title);
  const known = await tx
    .selectFrom('terms_file')
    .select('file_id')
    .where('vendor_id', '=', vendorId)
    .where('terms_id', '=', termsId)
    .where('version', '=', version)
    .where('language', '=', language)
    .executeTakeFirst();
  if (known) return { name, fileId: known.file_id };
  const text = await agreedText(tx, vendorId, agreement);
  if (text === undefined) return undefined;
  const whole = [title, url, text].filter((part) => part !== null).join('\n\n');
  const bytes = Buffer.from(`${whole}\n`, 'utf8');
  const file = await keepFile(tx, vendorId, { name, mediaType: 'text/plain; charset=utf-8', bytes }, at);
  await tx
    .insertInto('terms_file')
    .values({ vendor_id: vendorId, terms_id: termsId, version, language, file_id: file.id })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return { name, fileId: file.id };
}
