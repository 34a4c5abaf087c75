import { useEffect, useRef, useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { download as save } from '../../../kit/ui/console/csv.ts';
import { download, trash2, upload } from '../../../kit/ui/console/icons.ts';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { SiteDocument, SiteFile } from '../records-schema.ts';
import type { OwnPart } from './words.ts';

const types = 'application/pdf,image/jpeg,image/png,image/webp';

interface PickProps extends OwnPart {
  readonly label: string;
  readonly send: (file: File) => Promise<unknown>;
}

/** A button that takes a file, from a phone the camera too, and says what went wrong with it. */
const Pick = ({ t, label, send }: PickProps) => {
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const put = async (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    setError(undefined);
    await send(file).catch(setError);
    setBusy(false);
  };
  return (
    <>
      <Action
        icon={upload}
        pending={busy ? t('sites.saving') : undefined}
        onClick={() => input.current?.click()}
      >
        {label}
      </Action>
      <input
        ref={input}
        type="file"
        accept={types}
        hidden
        aria-label={label}
        onChange={(event) => {
          void put(event.currentTarget.files?.[0]);
          event.currentTarget.value = '';
        }}
      />
      {error ? <Failed t={t} title={t('sites.documents.refused')} error={error} /> : null}
    </>
  );
};

const sendFile = (props: OwnPart, method: string, path: string) => async (file: File) =>
  props.desk.api.raw(`${path}?name=${encodeURIComponent(file.name.slice(0, 200))}`, {
    ...{ method, body: file, type: file.type || 'application/octet-stream', timeoutMs: 120_000 },
  });

interface DocumentFileProps extends OwnPart {
  readonly document: SiteDocument;
  readonly onChange: () => void;
}

/** The file of a work order or certificate: what the customer downloads. */
export const DocumentFile = watching(function DocumentFile(props: DocumentFileProps) {
  const { desk, t, document, onChange } = props;
  const { file, id } = document;
  const path = `/api/v1/site-documents/${id}/file`;
  return (
    <Section title={t('sites.documents.file')}>
      <p class={file ? '' : 'muted'}>{file ? file.name : t('sites.documents.missing')}</p>
      <div class="actions">
        {file ? (
          <Action
            icon={download}
            onClick={async () => save(file.name, await (await desk.api.raw(path)).blob(), file.mediaType)}
          >
            {t('sites.documents.download')}
          </Action>
        ) : null}
        {desk.may('site-documents:write') ? (
          <Pick
            {...props}
            label={t(file ? 'sites.documents.replace' : 'sites.documents.choose')}
            send={async (chosen) => {
              await sendFile(props, 'PUT', path)(chosen);
              onChange();
            }}
          />
        ) : null}
      </div>
    </Section>
  );
});

/** Photos and papers of a logbook entry. */
export const EntryFiles = watching(function EntryFiles(props: OwnPart & { readonly entryId: string }) {
  const { desk, t, entryId } = props;
  const path = `/api/v1/logbook-entries/${entryId}/files`;
  const known = useLoad(`files of ${entryId}`, () => desk.api.get<{ items: SiteFile[] }>(path));
  const mayWrite = desk.may('logbook-entries:write');
  return (
    <Section title={t('sites.files')}>
      <FileList
        {...props}
        path={path}
        files={known.value?.items ?? []}
        onDelete={
          mayWrite
            ? async (id) => {
                await desk.api.delete(`${path}/${id}`);
                known.reload();
              }
            : undefined
        }
      />
      {mayWrite ? (
        <div class="actions">
          <Pick
            {...props}
            label={t('sites.files.add')}
            send={async (file) => {
              await sendFile(props, 'POST', path)(file);
              known.reload();
            }}
          />
        </div>
      ) : null}
    </Section>
  );
});

interface FileListProps extends OwnPart {
  readonly path: string;
  readonly files: readonly SiteFile[];
  readonly onDelete?: ((id: string) => Promise<void>) | undefined;
}

export const FileList = ({ desk, t, path, files, onDelete }: FileListProps) =>
  files.length === 0 ? (
    <p class="muted">{t('sites.files.none')}</p>
  ) : (
    <ul class="plain-list">
      {files.map((file) => (
        <li key={file.id}>
          {file.mediaType.startsWith('image/') ? <Photo desk={desk} path={`${path}/${file.id}`} /> : null}
          <div class="actions">
            <Action
              small
              icon={download}
              onClick={async () =>
                save(file.name, await (await desk.api.raw(`${path}/${file.id}`)).blob(), file.mediaType)
              }
            >
              {file.name}
            </Action>
            {onDelete ? (
              <Action small iconOnly icon={trash2} onClick={() => onDelete(file.id)}>
                {t('sites.files.delete', { name: file.name })}
              </Action>
            ) : null}
          </div>
        </li>
      ))}
    </ul>
  );

/** A photo as a picture, named by the button below it; its bytes come by the API, and the address of the picture lives as long as it is shown. */
function Photo({ desk, path }: { readonly desk: OwnPart['desk']; readonly path: string }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    let made: string | undefined;
    let wanted = true;
    void desk.api.raw(path).then(
      async (answer) => {
        const blob = await answer.blob();
        if (!wanted) return;
        made = URL.createObjectURL(blob);
        setAddress(made);
      },
      () => undefined,
    );
    return () => {
      wanted = false;
      if (made) URL.revokeObjectURL(made);
    };
  }, [desk, path]);
  return address ? <img src={address} alt="" class="site-photo" /> : null;
}
