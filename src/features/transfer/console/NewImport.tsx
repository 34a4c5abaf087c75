import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { upload } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead, Section } from '../../../kit/ui/console/Page.tsx';
import { Progress } from '../../../kit/ui/console/Progress.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { Frame, SelectField } from '../../../kit/ui/form/Field.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Kind, Preview } from '../schema.ts';
import { ColumnMapping } from './ColumnMapping.tsx';
import { KindColumns } from './KindColumns.tsx';
import { formatOf, previewOf, sendFile } from './upload.ts';
import { kindName, type Props } from './words.ts';

/** Choose a file, say what its columns mean, have it checked. Nothing is written before that. */
export const NewImport = watching(function NewImport(props: Props) {
  const { desk, t } = props;
  const kinds = useLoad('kinds', () => desk.api.get<{ items: Kind[] }>('/api/v1/imports/kinds'));
  return (
    <>
      <PageHead title={t('transfer.import')} crumbs={[{ label: t('transfer.title'), to: '/transfer' }]} />
      <div class="page">
        <Load of={kinds} what={t('transfer.kind')}>
          {({ items }) => <Steps {...props} kinds={items.filter(({ name }) => desk.may(`${name}:write`))} />}
        </Load>
      </div>
    </>
  );
});

const Steps = watching(function Steps({
  desk,
  t,
  query,
  kinds,
}: Props & { readonly kinds: readonly Kind[] }) {
  const [name, setName] = useState(query.kind ?? kinds[0]?.name ?? '');
  const [file, setFile] = useState<File>();
  const [files, setFiles] = useState<readonly File[]>([]);
  const [preview, setPreview] = useState<Preview>();
  const [mapping, setMapping] = useState<Readonly<Record<string, string>>>({});
  const [sent, setSent] = useState<number>();
  const [failed, setFailed] = useState<{ title: string; error: unknown }>();
  const [missing, setMissing] = useState(false);
  const kind = kinds.find((one) => one.name === name);
  const total = [file, ...files].reduce((sum, one) => sum + (one?.size ?? 0), 0);
  const takesFiles = kind?.columns.some(({ type }) => type === 'file') ?? false;

  async function look(of: File | undefined, kindName: string): Promise<void> {
    setFile(of);
    setPreview(undefined);
    setFailed(undefined);
    setMissing(false);
    if (!of || formatOf(of.name) === 'json') return;
    try {
      const shown = await previewOf(desk.api, kindName, of);
      setPreview(shown);
      setMapping(Object.fromEntries(shown.columns.map(({ header, column }) => [header, column ?? ''])));
    } catch (error) {
      setFailed({ title: t('transfer.unreadable'), error });
    }
  }

  async function send(): Promise<void> {
    if (!file || !kind) return setMissing(true);
    setSent(0);
    setFailed(undefined);
    try {
      const used = formatOf(file.name) === 'json' ? undefined : mapping;
      const run = await sendFile(desk.api, {
        kind: name,
        file,
        files,
        mapping: used,
        preview,
        onSent: setSent,
      });
      desk.places.go(`/transfer/${run.id}`, { replace: true });
    } catch (error) {
      setFailed({ title: t('transfer.send.failed'), error });
      setSent(undefined);
    }
  }

  return (
    <>
      <div class="transfer-steps">
        <SelectField
          t={t}
          id="import-kind"
          label={t('transfer.kind')}
          value={name}
          hint={
            kind && kind.after.length > 0
              ? t('transfer.after', { kinds: kind.after.map((one) => kindName(t, one)).join(', ') })
              : undefined
          }
          options={kinds.map((one) => ({ value: one.name, label: kindName(t, one.name) }))}
          onInput={(next) => {
            setName(next);
            void look(file, next);
          }}
        />
        <FileField
          t={t}
          id="import-file"
          label={t('transfer.file')}
          hint={t('transfer.file.hint')}
          error={missing ? t('transfer.file.need') : undefined}
          accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson"
          onFiles={([first]) => void look(first, name)}
        />
        {takesFiles ? (
          <FileField
            t={t}
            id="import-files"
            label={t('transfer.files')}
            hint={t('transfer.files.hint')}
            accept=".pdf"
            multiple
            onFiles={setFiles}
          />
        ) : null}
      </div>
      {failed ? <Failed t={t} title={failed.title} error={failed.error} /> : null}
      {kind && preview ? (
        <Section title={t('transfer.mapping')}>
          <ColumnMapping t={t} kind={kind} preview={preview} mapping={mapping} onChange={setMapping} />
        </Section>
      ) : null}
      {sent === undefined ? (
        <div class="actions">
          <Action kind="primary" icon={upload} onClick={() => void send()}>
            {t('transfer.check')}
          </Action>
        </div>
      ) : (
        <Progress
          value={sent}
          of={total}
          label={t('transfer.sending', {
            sent: t.number(inMegabytes(sent)),
            total: t.number(inMegabytes(total)),
          })}
        />
      )}
      {kind ? <KindColumns t={t} kind={kind} /> : null}
    </>
  );
});

const inMegabytes = (bytes: number): number => Math.round(bytes / 100_000) / 10;

interface FileFieldProps {
  readonly t: Props['t'];
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly error?: string | undefined;
  readonly accept: string;
  readonly multiple?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

function FileField({ accept, multiple = false, onFiles, ...field }: FileFieldProps) {
  return (
    <Frame {...field} value="" onInput={() => undefined}>
      <input
        class="input"
        id={field.id}
        type="file"
        accept={accept}
        multiple={multiple}
        aria-describedby={[`${field.id}-hint`, field.error && `${field.id}-error`].filter(Boolean).join(' ')}
        aria-invalid={field.error ? 'true' : undefined}
        onChange={(event) => onFiles([...(event.currentTarget.files ?? [])])}
      />
    </Frame>
  );
}
