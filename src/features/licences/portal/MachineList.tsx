import { useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { monitor, pencil } from '../../../kit/ui/console/icons.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { later } from '../../../kit/ui/later.tsx';
import { Bits } from '../../../kit/ui/Row.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PortalMachine } from '../portal-schema.ts';
import type { LicenceDetailProps } from './LicenceDetail.tsx';
import { machineName, seatsOf } from './words.ts';
import './machines.style.ts';

const Rename = later<MachineRowProps & { readonly onClose: () => void }>(
  () => import('./Rename.tsx').then(({ Rename: form }) => form),
  ({ t }) => <p role="alert">{t('licences.refused.failed')}</p>,
);

/** More segments than this tell nothing. */
const mostSteps = 12;

/** The machines that use a licence: named, and freed one by one or several at once. */
export const MachineList = watching(function MachineList(props: LicenceDetailProps) {
  const { t, model, licence, may } = props;
  const { machineList, machineLimit, machines, mode, freeing } = licence;
  // A floating place is given back by itself anyway: it is not counted.
  const isCounted = mode !== 'floating' && freeing.left >= 0;
  const mayFree = may.deactivate && !(isCounted && freeing.left === 0);
  const full = machineLimit >= 0 && machines >= machineLimit;
  const lost = machineList.filter(({ unreachable }) => unreachable);
  const several = mayFree && machineList.length > 1;
  const chosen = [...model.chosen.value];
  const tooMany = isCounted && chosen.length > freeing.left;
  return (
    <section class="section" aria-labelledby="licence-machines">
      <div class="lic-use">
        <h3 id="licence-machines">{t('licences.machines')}</h3>
        {machineLimit > 0 && machineLimit <= mostSteps ? (
          <span class={`lic-steps${full ? ' all' : ''}`} aria-hidden="true">
            {Array.from({ length: machineLimit }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a place has nothing but its number
              <i key={index} class={index < machines ? 'full' : ''} />
            ))}
          </span>
        ) : null}
        <span class="small muted num">{seatsOf(t, licence)}</span>
      </div>
      {machineList.length === 0 && licence.state === 'valid' ? (
        <p class="small muted">{t('licences.machines.none')}</p>
      ) : null}
      {several && (lost.length > 0 || chosen.length > 0) ? (
        <div class="lic-bar">
          {chosen.length > 0 ? (
            <>
              {tooMany ? (
                <span class="small" role="status">
                  {t('licences.freeing.left', { left: freeing.left })}
                </span>
              ) : (
                <Button
                  onClick={() => void model.free(chosen)}
                  pending={model.busy.value === chosen.join(' ') ? t('licences.machine.freeing') : undefined}
                >
                  {t('licences.chosen', { count: chosen.length })}
                </Button>
              )}
              <button type="button" class="link small" onClick={() => model.choose([])}>
                {t('licences.unchoose')}
              </button>
            </>
          ) : (
            <button type="button" class="link small" onClick={() => model.choose(lost.map(({ id }) => id))}>
              {t('licences.choose-lost', {
                count: lost.length,
                days: Math.min(...lost.map(({ daysSilent }) => daysSilent)),
              })}
            </button>
          )}
        </div>
      ) : null}
      {machineList.length > 0 ? (
        <ul class="rows">
          {machineList.map((machine) => (
            <MachineRow key={machine.id} {...props} machine={machine} several={several} mayFree={mayFree} />
          ))}
        </ul>
      ) : null}
      {machineList.length > 0 ? <p class="small muted">{sayFreeing(props, mode === 'floating')}</p> : null}
    </section>
  );
});

/** What freeing does, and how much of it is left: said before somebody needs it. */
function sayFreeing({ t, brand, licence, may }: LicenceDetailProps, floating: boolean): string {
  const { left, nextOn, most, perDays } = licence.freeing;
  if (floating) return t('licences.floating.text');
  if (!may.deactivate || most === 0) return t('licences.freeing.never', { brand });
  if (left === -1) return t('licences.freed');
  const day = nextOn && t.day(nextOn, 'near');
  if (left === 0) return t('licences.freeing.none', { most, days: perDays, day: day ?? '' });
  const rest = day ? t('licences.freeing.until', { left, day }) : t('licences.freeing.left', { left });
  return `${t('licences.freed')} ${rest}`;
}

const regionName = (t: LicenceDetailProps['t'], country: string): string | undefined =>
  new Intl.DisplayNames([t.manner.locale], { type: 'region' }).of(country);

export interface MachineRowProps extends LicenceDetailProps {
  readonly machine: PortalMachine;
  readonly several: boolean;
  readonly mayFree: boolean;
}
const MachineRow = watching(function MachineRow(props: MachineRowProps) {
  const { t, model, may, machine, several, mayFree } = props;
  const [naming, setNaming] = useState(false);
  const { id, os, version, country, floating, unreachable, daysSilent, activatedAt, lastSeenOn } = machine;
  const name = machineName(t, machine);
  const seen = floating
    ? t('licences.machine.floating')
    : t('licences.machine.seen', { days: daysSilent, day: t.day(lastSeenOn, 'near') });
  return (
    <li class="row machine" data-portico-part="row">
      <span class="lead">
        {several ? (
          <input
            type="checkbox"
            checked={model.chosen.value.has(id)}
            aria-label={t('licences.machine.choose', { name })}
            onChange={() => model.toggle(id)}
          />
        ) : null}
        <Icon d={monitor} />
      </span>
      {naming ? (
        <Rename {...props} onClose={() => setNaming(false)} />
      ) : (
        <div class="what">
          <span>
            <bdi>{name}</bdi>
            {may.rename ? (
              <button
                type="button"
                class="pen"
                aria-label={t('licences.machine.rename', { name })}
                onClick={() => setNaming(true)}
              >
                <Icon d={pencil} />
              </button>
            ) : null}
          </span>
          <Bits
            class="meta"
            bits={[
              os ?? undefined,
              version ?? undefined,
              country ? regionName(t, country) : undefined,
              floating ? undefined : t('licences.machine.since', { day: t.day(activatedAt) }),
            ]}
          />
        </div>
      )}
      <div class="how">
        <span class={`small num ${unreachable ? 'silent' : 'muted'}`}>{seen}</span>
        {mayFree ? (
          <button
            type="button"
            class="btn outlined"
            aria-label={t('licences.machine.free.name', { name })}
            aria-disabled={model.busy.value === id ? 'true' : undefined}
            onClick={() => void model.free([id])}
          >
            {model.busy.value === id ? t('licences.machine.freeing') : t('licences.machine.free')}
          </button>
        ) : null}
      </div>
    </li>
  );
});
