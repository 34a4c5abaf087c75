import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../../../kit/ui/Button.tsx';
import { trash2 } from '../../../../kit/ui/console/icons.ts';
import { Failed } from '../../../../kit/ui/Failed.tsx';
import { Icon } from '../../../../kit/ui/Icon.tsx';
import { Choice } from '../../../../kit/ui/panel/Choice.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import type { NewSavedView, SavedView, SavedViews, UsageReport, ViewMail } from '../../schema.ts';
import type { Query } from '../usage-model.ts';
import type { ToolsWords } from '../words.ts';

export interface ViewsApi {
  views(): Promise<SavedViews>;
  keep(view: NewSavedView): Promise<SavedView>;
  drop(id: string): Promise<void>;
  /** How it is sent to whoever looks; `null`: not any more. */
  mail(id: string, mail: ViewMail | null): Promise<SavedView>;
}

interface ViewsProps {
  readonly t: ToolsWords;
  readonly api: ViewsApi;
  readonly report: UsageReport;
  /** What is asked now. */
  readonly query: () => Query;
  readonly onOpen: (query: Query) => void;
}

/** Reports by name: opened, sent by mail, deleted, and the one that is shown kept as another. */
export const Views = watching(function Views({ t, api, report, query, onOpen }: ViewsProps) {
  const [known, setKnown] = useState<SavedViews | undefined>(undefined);
  const [name, setName] = useState('');
  const [isShared, setShared] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [error, setError] = useState<unknown>(undefined);
  useEffect(() => {
    api.views().then(setKnown, setError);
  }, [api]);
  const put = (change: (items: readonly SavedView[]) => readonly SavedView[]) =>
    setKnown((now) => now && { ...now, items: [...change(now.items)] });
  const save = async () => {
    setSaving(true);
    setError(undefined);
    const { search: _, ...rest } = query();
    const asked = { ...rest, report: report.report, metric: report.metric };
    try {
      const made = await api.keep({ name: name.trim(), isShared, query: asked as never });
      put((items) => [...items, made]);
      setName('');
    } catch (cause) {
      setError(cause);
    }
    setSaving(false);
  };
  const send = (view: SavedView, mail: ViewMail | null) => {
    setError(undefined);
    const show = (shown: SavedView) =>
      put((items) => items.map((one) => (one.id === shown.id ? shown : one)));
    // It stands at once, and goes back where it was refused.
    show({ ...view, mail });
    api.mail(view.id, mail).then(show, (cause) => {
      show(view);
      setError(cause);
    });
  };
  const { items, mailTo } = known ?? {};
  return (
    <>
      {items?.length === 0 ? <p class="small muted">{t('usage.tools.views.none')}</p> : null}
      <ul class="views">
        {items?.map((view) => (
          <li key={view.id}>
            <button type="button" class="link" onClick={() => onOpen(view.query)}>
              <bdi>{view.name}</bdi>
            </button>
            {view.isShared ? <span class="small muted">{t('usage.tools.all')}</span> : null}
            {mailTo ? <Mail t={t} view={view} onChange={(mail) => send(view, mail)} /> : null}
            <button
              type="button"
              class="plain"
              aria-label={t('usage.tools.drop', { name: view.name })}
              onClick={() =>
                void api
                  .drop(view.id)
                  .then(() => put((all) => all.filter(({ id }) => id !== view.id)), setError)
              }
            >
              <Icon d={trash2} />
            </button>
          </li>
        ))}
      </ul>
      {mailTo && items?.some(({ mail }) => mail) ? (
        <p class="small muted">{t('usage.tools.mail.to', { address: mailTo })}</p>
      ) : null}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) void save();
        }}
      >
        <label>
          {t('usage.tools.name')}
          <input
            class="input"
            maxLength={60}
            value={name}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        <label class="tick">
          <input
            type="checkbox"
            checked={isShared}
            onChange={({ currentTarget }) => setShared(currentTarget.checked)}
          />
          {t('usage.tools.shared')}
        </label>
        <Button
          onClick={() => (name.trim() ? void save() : undefined)}
          pending={isSaving ? t('usage.tools.saving') : undefined}
        >
          {t('usage.tools.save')}
        </Button>
      </form>
      {error ? <Failed t={t} title={t('usage.tools.save-failed')} error={error} /> : null}
    </>
  );
});

interface MailProps {
  readonly t: ToolsWords;
  readonly view: SavedView;
  readonly onChange: (mail: ViewMail | null) => void;
}

const rhythms = ['day', 'week', 'month'] as const;

function Mail({ t, view: { name, mail }, onChange }: MailProps) {
  const withFile = mail?.withFile ?? true;
  return (
    <>
      <Choice
        label={t('usage.tools.mail', { name })}
        value={mail?.every ?? ''}
        options={[
          ['', t('usage.tools.mail.never')],
          ...rhythms.map((every) => [every, t(`usage.tools.mail.${every}`)] as const),
        ]}
        onChange={(every) => onChange(every ? { every: every as ViewMail['every'], withFile } : null)}
      />
      {mail ? (
        <label class="tick">
          <input
            type="checkbox"
            checked={withFile}
            onChange={({ currentTarget: { checked } }) => onChange({ ...mail, withFile: checked })}
          />
          {t('usage.tools.mail.file')}
        </label>
      ) : null}
    </>
  );
}
