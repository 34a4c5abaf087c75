import { useEffect, useState } from 'preact/hooks';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Button } from '../../../kit/ui/Button.tsx';
import { copy, eye, eyeOff } from '../../../kit/ui/console/icons.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { later } from '../../../kit/ui/later.tsx';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PortalLicenceDetail } from '../portal-schema.ts';
import type { LicencesPanelProps, Model } from './LicencesPanel.tsx';
import { MachineList } from './machines.tsx';
import { badgeOf, machineName, termOf } from './words.ts';

export interface LicenceDetailProps extends LicencesPanelProps {
  readonly model: Model;
  readonly licence: PortalLicenceDetail;
}

/** Rare, so they come when they are asked for. */
const Downloads = later<LicenceDetailProps>(
  () => import('./Downloads.tsx').then(({ Downloads: list }) => list),
  () => null,
);

/** One licence: what it is, its key, the machines that use it, and what belongs to it. */
export const LicenceDetail = watching(function LicenceDetail(props: LicenceDetailProps) {
  const { t, brand, model, licence, may } = props;
  const [offline, setOffline] = useState(false);
  const { word, ...look } = badgeOf(t, licence);
  const refusal = model.refusal.value;
  const works = licence.state === 'valid';
  // biome-ignore lint/correctness/useExhaustiveDependencies: another licence begins with nothing open
  useEffect(() => setOffline(false), [licence.id]);
  return (
    <section class="licence" aria-labelledby="licence-name" data-portico-state={licence.state}>
      <div>
        <div class="section-head">
          <h2 class="section-title" id="licence-name">
            <bdi>{licence.product}</bdi>
          </h2>
          <Badge {...look}>{word}</Badge>
        </div>
        <p class="small muted num">{termOf(t, brand, licence)}</p>
      </div>
      <Key {...props} />
      {works ? <Full {...props} /> : null}
      {refusal && !offline && model.busy.value === undefined ? (
        <Notice tone="bad" icon={circleAlert} title={t(`licences.refused.${refusal}`)} urgent />
      ) : null}
      <MachineList {...props} />
      {may.offline && works && !offline ? (
        <p class="small">
          <button
            type="button"
            class="link"
            onClick={() => {
              model.forget();
              setOffline(true);
            }}
          >
            {t('licences.offline')}
          </button>
        </p>
      ) : null}
      {offline
        ? props.drawForm(({ OfflineForm }, own) => (
            <OfflineForm t={own} model={model} onClose={() => setOffline(false)} />
          ))
        : null}
      {licence.state !== 'blocked' && (licence.downloads.length > 0 || licence.releaseNotesUrl) ? (
        <Downloads {...props} />
      ) : null}
    </section>
  );
});

const masked = (hint: string): string => {
  const [head = '', tail = ''] = hint.split('…');
  return `${head}${'-••••'.repeat(2)}-${tail || '••••'}`;
};

const Key = watching(function Key({ t, model, licence, may }: LicenceDetailProps) {
  const state = model.keyState.value;
  const shown = state === 'shown';
  const key = model.key.value;
  return (
    <>
      <div class="lic-key">
        <span class="small muted">{t('licences.key')}</span>
        <code dir="ltr">{shown && key ? key : masked(licence.keyHint)}</code>
        {may.key ? (
          <>
            <Button onClick={() => void model.show()}>
              <Icon d={shown ? eyeOff : eye} /> {t(shown ? 'licences.key.hide' : 'licences.key.show')}
            </Button>
            <Button onClick={() => void model.copy()}>
              <Icon d={copy} /> {t(state === 'copied' ? 'licences.key.copied' : 'licences.key.copy')}
            </Button>
          </>
        ) : null}
      </div>
      <p class="vh" role="status">
        {state === 'copied' ? t('licences.key.copied') : ''}
      </p>
      {state === 'failed' ? <p role="alert">{t('licences.key.failed')}</p> : null}
    </>
  );
});

/** All places are taken: the machine that was silent for longest is the one to free. */
const Full = watching(function Full({ t, model, licence, may }: LicenceDetailProps) {
  const { machineLimit, machineList, mode, freeing } = licence;
  const mayFree = may.deactivate && freeing.left !== 0;
  if (mode === 'floating' || machineLimit < 1 || machineList.length < machineLimit || !mayFree) return null;
  const oldest = machineList.at(-1);
  if (!oldest) return null;
  const name = machineName(t, oldest);
  const lonely = machineList.length === 1 || oldest.daysSilent === 0;
  return (
    <Notice
      tone="warn"
      icon={circleAlert}
      title={t('licences.full', { limit: machineLimit })}
      action={
        lonely ? null : (
          <Button
            kind="primary"
            onClick={() => void model.free([oldest.id])}
            pending={model.busy.value === oldest.id ? t('licences.machine.freeing') : undefined}
          >
            {t('licences.machine.free.name', { name })}
          </Button>
        )
      }
    >
      {lonely ? t('licences.full.alone') : t('licences.full.text', { name, days: oldest.daysSilent })}
    </Notice>
  );
});
