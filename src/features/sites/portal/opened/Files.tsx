import { useEffect, useState } from 'preact/hooks';
import { download } from '../../../../kit/ui/console/csv.ts';
import type { SiteFile } from '../../records-schema.ts';
import type { SiteApi } from './api.ts';
import { Thumb } from './photos.tsx';
import type { SiteWords } from './words.ts';

interface FilesProps {
  readonly t: SiteWords;
  readonly api: SiteApi;
  readonly siteId: string;
  readonly files: readonly SiteFile[];
}

/** Photos and papers of an entry or a request: photos are seen small, each is saved by a press. */
export const Files = ({ files, ...props }: FilesProps) =>
  files.length === 0 ? null : (
    <div class="site-files">
      {files.map((file) => (
        <File key={file.id} file={file} {...props} />
      ))}
    </div>
  );

function File({ t, api, siteId, file }: Omit<FilesProps, 'files'> & { readonly file: SiteFile }) {
  const [bytes, setBytes] = useState<Blob>();
  const isPhoto = file.mediaType.startsWith('image/');
  useEffect(() => {
    if (!isPhoto) return;
    let wanted = true;
    api.file(siteId, `files/${file.id}`).then(
      (found) => wanted && setBytes(found),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [api, siteId, file.id, isPhoto]);
  const save = async () =>
    download(file.name, bytes ?? (await api.file(siteId, `files/${file.id}`)), file.mediaType);
  const name = t('site.download', { name: file.name });
  return bytes ? (
    <button type="button" class="site-photo" aria-label={name} onClick={() => void save()}>
      <Thumb bytes={bytes} />
    </button>
  ) : (
    <button type="button" class="link small" onClick={() => void save().catch(() => undefined)}>
      {name}
    </button>
  );
}
