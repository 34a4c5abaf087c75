import { useState } from 'preact/hooks';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { download as handOver } from '../../../kit/ui/console/csv.ts';
import { download } from '../../../kit/ui/console/icons.ts';
import { PickFile } from '../../../kit/ui/console/PickFile.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { TextField } from '../../../kit/ui/form/Field.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { ConfigurationChanges } from '../configuration-schema.ts';
import { ConfigurationDifference } from './ConfigurationDifference.tsx';
import { type ReadFile, readConfiguration, written } from './configuration-file.ts';
import type { Props } from './words.ts';

type State =
  | { readonly busy: 'reading' | 'comparing' }
  | { readonly failed: string; readonly error?: unknown; readonly taken?: boolean }
  | { readonly compared: ConfigurationChanges };

/** What is set up here as one file: fetched, compared with another one, and overwritten by it after a look. */
export const Configuration = watching(function Configuration({ desk, t }: Props) {
  const [state, setState] = useState<State>();
  const [file, setFile] = useState<ReadFile>();
  const [slugs, setSlugs] = useState<Readonly<Record<string, string>>>({});
  const [asking, setAsking] = useState(false);
  const { slug, side } = desk.vendor;
  const busy = state && 'busy' in state ? state.busy : undefined;
  const compared = state && 'compared' in state ? state.compared : undefined;
  const failed = state && 'failed' in state ? state : undefined;

  async function fetchFile(): Promise<void> {
    setState({ busy: 'reading' });
    try {
      const text = JSON.stringify(await desk.api.get('/api/v1/configuration'), null, 2);
      handOver(`${slug}-${side}.json`, `${text}\n`, 'application/json');
      setState(undefined);
    } catch (error) {
      setState({ failed: t('transfer.config.fetch.failed'), error });
    }
  }

  async function compare(read: ReadFile, names: Readonly<Record<string, string>>): Promise<void> {
    setState({ busy: 'comparing' });
    const body = { configuration: read.configuration, slugs: names };
    try {
      setState({ compared: await desk.api.post('/api/v1/configuration/comparison', body) });
    } catch (error) {
      const taken = codeOf(error) === 'portal.slug-taken';
      setState({ failed: t(taken ? 'transfer.config.taken' : 'transfer.config.refused'), error, taken });
    }
  }

  async function pick(picked: File): Promise<void> {
    const read = await readConfiguration(picked);
    setFile(read);
    setSlugs({});
    if (read) await compare(read, {});
    else setState({ failed: t('transfer.config.no-file') });
  }

  return (
    <>
      <p class="muted measure">{t('transfer.config.text')}</p>
      <div class="actions">
        <Action
          icon={download}
          pending={busy === 'reading' ? t('transfer.fetching') : undefined}
          onClick={() => void fetchFile()}
        >
          {t('transfer.config.fetch')}
        </Action>
        <PickFile
          label={t('transfer.config.compare')}
          accept=".json,application/json"
          pending={busy === 'comparing' ? t('transfer.config.comparing') : undefined}
          onPick={(picked) => void pick(picked)}
        >
          {t('transfer.config.compare')}
        </PickFile>
      </div>
      <div role="status">
        {failed ? <Failed t={t} title={failed.failed} error={failed.error} /> : null}
        {file && failed?.taken ? (
          <div class="config-slugs">
            {file.slugs.map((one) => (
              <TextField
                key={one}
                t={t}
                id={`config-slug-${one}`}
                label={t('transfer.config.slug', { slug: one })}
                dir="ltr"
                value={slugs[one] ?? one}
                onInput={(text) => setSlugs({ ...slugs, [one]: text })}
              />
            ))}
            <Action onClick={() => void compare(file, slugs)}>{t('transfer.config.again')}</Action>
          </div>
        ) : null}
        {file && compared ? (
          <>
            <p class="strong">
              {written(compared.changes) > 0
                ? t('transfer.config.differs', { name: file.name, count: written(compared.changes) })
                : t('transfer.config.same', { name: file.name })}
            </p>
            <ConfigurationDifference t={t} changes={compared.changes} />
            {written(compared.changes) > 0 && desk.may('settings:write') ? (
              <Action kind="primary" onClick={() => setAsking(true)}>
                {t('transfer.config.apply')}
              </Action>
            ) : null}
          </>
        ) : null}
      </div>
      {file && compared && asking ? (
        <Confirm
          title={t('transfer.config.question', { vendor: slug })}
          label={t('transfer.config.go')}
          pending={t('transfer.config.going')}
          typed={slug}
          refusals={{ 'configuration.changed': t('transfer.config.changed') }}
          onClose={() => setAsking(false)}
          act={async () => {
            const { seen } = compared;
            await desk.api.put('/api/v1/configuration', { configuration: file.configuration, slugs, seen });
            desk.say(t('transfer.config.done'));
            setAsking(false);
            await compare(file, slugs);
          }}
        >
          <p>{t('transfer.config.question.text', { side: t(`transfer.config.side.${side}`) })}</p>
        </Confirm>
      ) : null}
    </>
  );
});
