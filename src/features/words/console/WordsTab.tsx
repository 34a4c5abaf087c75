import { useState } from 'preact/hooks';
import { isApiError } from '../../../kit/browser/api-error.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { download } from '../../../kit/ui/console/csv.ts';
import { download as downloadIcon, pencil, triangleAlert } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { PickFile } from '../../../kit/ui/console/PickFile.tsx';
import { Popover } from '../../../kit/ui/console/Popover.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Language } from '../../portals/schema.ts';
import type { TextFinding, WordsMade, WordText } from '../schema.ts';
import { TextDialog } from './TextDialog.tsx';
import { type BrandPart, languageName } from './words.ts';

/** Every sentence that customers read, in one language: ours, or the vendor's in its place. */
export const WordsTab = watching(function WordsTab({ desk, t, portal, query, reload }: BrandPart) {
  const language = portal.languages.find((tag) => tag === query.in) ?? (portal.languages[0] as Language);
  const [open, setOpen] = useState<WordText>();
  const [told, setTold] = useState<readonly TextFinding[]>([]);
  const [failure, setFailure] = useState<unknown>();
  const mayWrite = desk.may('portals:write');
  const words = portal.words ? { words: portal.words } : {};
  // The draft says them already: whoever wrote at the same time has lost nothing.
  const take = (made: WordsMade) => {
    setTold(made.warnings);
    reload();
    desk.say(t('words.saved'));
  };
  const fetchFile = async (format: 'csv' | 'json') => {
    const asked = new URLSearchParams({ language, format, ...words });
    const answer = await desk.api.raw(`/api/v1/words/file?${asked}`);
    download(`words-${portal.slug}-${language}.${format}`, await answer.blob());
  };
  const sendFile = async (file: File) => {
    setFailure(undefined);
    const asked = new URLSearchParams({ language, portal: portal.id });
    const type = /\.json$/i.test(file.name) ? 'application/json' : 'text/csv';
    try {
      const answer = await desk.api.raw(`/api/v1/words/file?${asked}`, { method: 'POST', body: file, type });
      take((await answer.json()) as WordsMade);
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <>
      <div class="page">
        <p class="small muted measure">{t('words.about')}</p>
        <div class="actions">
          <SelectField
            t={t}
            id="words-language"
            label={t('words.language')}
            value={language}
            onInput={(tag) => desk.places.query({ in: tag })}
            options={portal.languages.map((tag) => ({ value: tag, label: languageName(t, tag) }))}
          />
          <Popover label={t('words.export')} icon={downloadIcon} look="btn" menu>
            {(close) => (
              <>
                {(['csv', 'json'] as const).map((format) => (
                  <button
                    type="button"
                    key={format}
                    onClick={() => {
                      close();
                      void fetchFile(format).catch(setFailure);
                    }}
                  >
                    {t(`words.export.${format}`)}
                  </button>
                ))}
              </>
            )}
          </Popover>
          {mayWrite ? (
            <PickFile
              label={t('words.import')}
              accept=".csv,.json,text/csv,application/json"
              onPick={(file) => void sendFile(file)}
            >
              {t('words.import')}
            </PickFile>
          ) : null}
        </div>
        {failure ? (
          <div role="alert">
            <Failed t={t} title={t('words.import.failed')} error={failure} />
            {isApiError(failure) ? <Refusals t={t} fields={failure.fields} /> : null}
          </div>
        ) : null}
        {told.length > 0 ? (
          <Notice tone="warn" icon={triangleAlert} title={t('words.warned', { count: told.length })}>
            <p class="mono small">
              {told
                .slice(0, 5)
                .map(({ key }) => key)
                .join(', ')}
            </p>
          </Notice>
        ) : null}
      </div>
      <List<WordText>
        name="words"
        title={t('words.title')}
        path="/api/v1/words"
        fixed={{ language, ...words }}
        idOf={({ key }) => key}
        nameOf={({ key }) => key}
        search={t('words.search')}
        filters={[
          {
            name: 'state',
            label: t('words.state'),
            options: (['own', 'stale'] as const).map((value) => ({
              value,
              label: t(`words.state.${value}`),
            })),
          },
        ]}
        columns={[
          {
            key: 'text',
            label: t('words.text'),
            fill: true,
            cell: (one) => (
              <>
                {one.protected || !mayWrite ? (
                  <span lang={language}>{one.text ?? one.usual}</span>
                ) : (
                  <button type="button" class="link" lang={language} onClick={() => setOpen(one)}>
                    {one.text ?? one.usual}
                  </button>
                )}{' '}
                {one.state === 'usual' ? null : (
                  <Badge
                    tone={one.state === 'stale' ? 'warn' : 'info'}
                    icon={one.state === 'stale' ? triangleAlert : pencil}
                  >
                    {t(`words.state.${one.state}`)}
                  </Badge>
                )}
                {one.protected ? <span class="small muted">{t('words.protected')}</span> : null}
              </>
            ),
          },
          ...(language === 'en'
            ? []
            : [
                {
                  key: 'english',
                  label: t('words.english'),
                  cell: ({ english }: WordText) => <span lang="en">{english}</span>,
                },
              ]),
          { key: 'key', label: t('words.key'), cell: ({ key }) => <span class="mono small">{key}</span> },
        ]}
        empty={<p>{t('words.none')}</p>}
      />
      {open ? (
        <TextDialog
          {...{ desk, t, language }}
          portalId={portal.id}
          text={open}
          onClose={() => setOpen(undefined)}
          onMade={(made) => {
            setOpen(undefined);
            take(made);
          }}
        />
      ) : null}
    </>
  );
});

const Refusals = ({
  t,
  fields,
}: {
  readonly t: BrandPart['t'];
  readonly fields: readonly { path: string; code: string; message: string }[];
}) =>
  fields.length > 0 ? (
    <ul class="small">
      {fields.slice(0, 20).map(({ path, code, message }) => (
        <li key={path}>
          <span class="mono">{path.replace(/^texts\./, '')}</span>:{' '}
          {code in refusals ? t(refusals[code as keyof typeof refusals]) : message}
        </li>
      ))}
    </ul>
  ) : null;

const refusals = {
  key: 'words.found.key',
  protected: 'words.found.protected',
  long: 'words.found.long',
  deep: 'words.found.deep',
} as const;
