import { useState } from 'preact/hooks';
import { isApiError } from '../../../kit/browser/api-error.ts';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { download as hand } from '../../../kit/ui/console/csv.ts';
import { download } from '../../../kit/ui/console/icons.ts';
import { PickFile } from '../../../kit/ui/console/PickFile.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { ThemeFileTaken } from '../theme-file.ts';
import { Differences } from './Differences.tsx';
import type { LivePortal } from './words.ts';

interface Looked extends ThemeFileTaken {
  readonly file: unknown;
}

/** The whole look goes out as one file, and comes in as one: what would be another is shown first. */
export const LookFile = watching(function LookFile({ desk, t, portal, reload }: LivePortal) {
  const [state, setState] = useState<'idle' | 'reading' | 'writing'>('idle');
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const [looked, setLooked] = useState<Looked | undefined>(undefined);
  const address = `/api/v1/portals/${portal.id}/theme-file`;

  const write = async () => {
    setState('writing');
    setWrong([]);
    try {
      const file = await desk.api.get<object>(`${address}?of=draft`);
      hand(`${portal.slug}.theme.json`, `${JSON.stringify(file, null, 2)}\n`, 'application/json');
    } catch {
      setWrong([t('portals.look.file.failed')]);
    }
    setState('idle');
  };
  const read = async (chosen: File) => {
    setState('reading');
    setWrong([]);
    try {
      const file: unknown = JSON.parse(await chosen.text());
      setLooked({ ...(await desk.api.post<ThemeFileTaken>(address, { dryRun: true, file })), file });
    } catch (error) {
      const fields = isApiError(error) ? error.fields : [];
      const refused = error instanceof SyntaxError || (isApiError(error) && error.status < 500);
      setWrong([
        t(refused ? 'portals.look.file.refused' : 'portals.look.file.failed'),
        ...fields.slice(0, 20).map(({ path, message }) => `${path.replace(/^file\./, '')}: ${message}`),
      ]);
    }
    setState('idle');
  };

  return (
    <section class="look-file">
      <h2 class="legend">{t('portals.look.file')}</h2>
      <p class="small muted">{t('portals.look.file.text')}</p>
      <div class="actions">
        <Action
          icon={download}
          pending={state === 'writing' ? t('portals.look.file.writing') : undefined}
          onClick={() => void write()}
        >
          {t('portals.look.file.write')}
        </Action>
        {desk.may('portals:write') ? (
          <PickFile
            label={t('portals.look.file.read')}
            accept=".json,application/json"
            pending={state === 'reading' ? t('portals.look.file.reading') : undefined}
            onPick={(file) => void read(file)}
          >
            {t('portals.look.file.read')}
          </PickFile>
        ) : null}
      </div>
      <div class="small" role="status">
        {wrong.map((one) => (
          <p key={one}>{one}</p>
        ))}
      </div>
      {looked ? (
        <Confirm
          title={t('portals.look.file.question', { name: portal.brandName })}
          label={t('portals.look.file.take')}
          pending={t('portals.saving')}
          danger={false}
          wide
          refusals={{ 'portal.draft-changed': t('portals.draft.changed') }}
          onClose={() => setLooked(undefined)}
          act={async () => {
            const { file, seen } = looked;
            await desk.api.post(address, { file, seen });
            desk.say(t('portals.draft.saved'));
            setLooked(undefined);
            reload();
          }}
        >
          <p>{t(looked.differences.length > 0 ? 'portals.look.file.draft' : 'portals.look.file.same')}</p>
          {looked.differences.length > 0 ? <Differences t={t} of={looked.differences} /> : null}
          {looked.files.length > 0 ? (
            <p class="small muted">
              {t('portals.look.file.files', {
                count: looked.files.length,
                names: looked.files.map(({ name }) => name).join(', '),
              })}
            </p>
          ) : null}
        </Confirm>
      ) : null}
    </section>
  );
});
