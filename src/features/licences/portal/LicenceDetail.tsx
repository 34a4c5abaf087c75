import { Badge } from '../../../kit/ui/Badge.tsx';
import { Button } from '../../../kit/ui/Button.tsx';
import { copy, eye, eyeOff } from '../../../kit/ui/console/icons.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { later } from '../../../kit/ui/later.tsx';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { Bits } from '../../../kit/ui/Row.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PortalLicenceDetail } from '../portal-schema.ts';
import { mayRenewKey } from '../rules.ts';
import { Acts } from './Acts.tsx';
import type { DetailWords } from './detail/words.ts';
import type { LicencesPanelProps, Model } from './LicencesPanel.tsx';
import { MachineList } from './machines.tsx';
import { badgeOf, machineName, termOf } from './words.ts';

export interface LicenceDetailProps extends Omit<LicencesPanelProps, 't'> {
  readonly t: DetailWords;
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
  const { t, brand, model, licence } = props;
  const { word, ...look } = badgeOf(t, licence);
  const refusal = model.refusal.value;
  const works = licence.state === 'valid';
  return (
    <section class="licence" aria-labelledby="licence-name" data-portico-state={licence.state}>
      <div>
        <div class="section-head">
          <h2 class="section-title" id="licence-name">
            <bdi>{licence.product}</bdi>
          </h2>
          <Badge {...look}>{word}</Badge>
        </div>
        <Bits
          class="small muted num"
          bits={[
            works && licence.kind === 'subscription' && licence.lastDay
              ? t('licences.kind.subscription')
              : undefined,
            termOf(t, brand, licence),
          ]}
        />
      </div>
      <Key {...props} />
      {works ? <Full {...props} /> : null}
      {refusal && model.busy.value === undefined ? (
        <Notice tone="bad" icon={circleAlert} title={t(`licences.refused.${refusal}`)} urgent />
      ) : null}
      <MachineList {...props} />
      {/* Another licence begins with nothing open. */}
      <Acts
        key={licence.id}
        {...props}
        acts={works ? ['offline', 'new-key', 'give'] : mayRenewKey(licence) ? ['new-key'] : []}
      />
      {licence.usage.length > 0 || licence.downloads.length > 0 || licence.releaseNotesUrl ? (
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
const Full = watching(function Full({ t, model, licence, may, moreAt }: LicenceDetailProps) {
  const { machineLimit, machineList, mode, freeing, contractId } = licence;
  const mayFree = may.deactivate && freeing.left !== 0;
  const more = contractId ? moreAt(contractId) : null;
  if (mode === 'floating' || machineLimit < 1 || machineList.length < machineLimit || !(mayFree || more))
    return null;
  const oldest = machineList.at(-1);
  if (!oldest) return null;
  const name = machineName(t, oldest);
  const lonely = machineList.length === 1 || oldest.daysSilent === 0;
  const offersFree = mayFree && !lonely;
  return (
    <Notice
      tone="warn"
      icon={circleAlert}
      title={t('licences.full', { limit: machineLimit })}
      action={
        offersFree || more ? (
          <>
            {offersFree ? (
              <Button
                kind="primary"
                onClick={() => void model.free([oldest.id])}
                pending={model.busy.value === oldest.id ? t('licences.machine.freeing') : undefined}
              >
                {t('licences.machine.free.name', { name })}
              </Button>
            ) : null}
            {more ? (
              <a class="btn outlined" {...more}>
                {t('licences.full.more')}
              </a>
            ) : null}
          </>
        ) : null
      }
    >
      {!mayFree
        ? null
        : lonely
          ? t('licences.full.alone')
          : t('licences.full.text', { name, days: oldest.daysSilent })}
    </Notice>
  );
});
