import * as v from 'valibot';
import { readFileBytes } from '../../../kit/server/files.ts';
import {
  type ConfigurationChange,
  type ConfigurationPart,
  readPart,
} from '../../../kit/server/transfer/configuration.ts';
import { FileName, mostKeptBytes, PublicFileId } from '../schema.ts';
import { addPublicFile, listPublicFiles, readUpload } from './store.ts';

const Wanted = v.array(
  v.strictObject({
    id: PublicFileId,
    ...FileName.entries,
    mediaType: v.string(),
    /** Of a picture that says who the vendor is. */
    kind: v.optional(v.picklist(['logo', 'favicon'])),
    /** The bytes in Base64: looks that name the file need it. */
    content: v.pipe(v.string(), v.base64(), v.maxLength(Math.ceil(mostKeptBytes / 3) * 4)),
  }),
);

/** Fonts and pictures of the vendor's; before the portals whose looks name them by id. */
export const filesPart: ConfigurationPart = {
  name: 'files',

  async export(db, vendorId) {
    const files = [];
    for (const { id, name, mediaType, kind } of (await listPublicFiles(db, vendorId)).reverse()) {
      const bytes = (await readFileBytes(db, vendorId, id)) ?? new Uint8Array();
      const mark = kind === 'logo' || kind === 'favicon' ? { kind } : {};
      files.push({ id, name, mediaType, ...mark, content: Buffer.from(bytes).toString('base64') });
    }
    return files;
  },

  async apply(tx, { vendorId, at }, file) {
    const here = await listPublicFiles(tx, vendorId);
    const changes: ConfigurationChange[] = [];
    const wanted = readPart(Wanted, file, 'files');
    for (const { id, name, mediaType, kind, content } of wanted) {
      if (here.some((one) => one.id === id)) continue;
      const read = readUpload({ mediaType, bytes: Buffer.from(content, 'base64') }, kind);
      await addPublicFile(tx, vendorId, { ...read, id, name }, at);
      changes.push({ part: 'files', name, outcome: 'created', fields: [] });
    }
    for (const { id, name } of here)
      if (!wanted.some((one) => one.id === id))
        changes.push({ part: 'files', name, outcome: 'only-here', fields: [] });
    return changes;
  },
};
