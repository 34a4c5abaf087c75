import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../../../kit/ui/Button.tsx';
import { Skeleton } from '../../../../kit/ui/Skeleton.tsx';
import { useModel, watching } from '../../../../kit/ui/signals.ts';
import type { PortalDomainDetail } from '../../portal-schema.ts';
import type { ToolsProps } from './Care.tsx';
import { CareModel } from './care-model.ts';
import { type CareProps, Code, HostForm, Months, Refused } from './parts.tsx';

/** One domain: its months, its code, whose it is, and what may be done with it. */
export const Detail = watching(function Detail({
  t,
  api,
  may,
  model,
  id,
}: ToolsProps & { readonly id: string }) {
  const care = useModel(() => new CareModel(api, () => model.load()));
  useEffect(() => void care.open(id), [care, id]);
  const detail = care.detail.value;
  const [asks, setAsks] = useState<'rename' | 'remove' | undefined>(undefined);
  if (!detail) {
    return (
      <div class="care-box">
        <Refused t={t} care={care} act="open" />
        {care.busy.value ? <Skeleton label={t('domains.working')} slow={t('state.slow')} /> : null}
      </div>
    );
  }
  return (
    <section class="care-box" aria-label={detail.name}>
      <h2>{t('domains.months')}</h2>
      <Months t={t} months={detail.months} />
      <Code t={t} label={t('domains.code')} text={detail.snippet} />
      {may.verify ? <Proof t={t} care={care} detail={detail} /> : null}
      {may.edit && asks === 'rename' ? (
        <HostForm
          t={t}
          care={care}
          act="rename"
          label={t('domains.host')}
          go={t('domains.rename.go')}
          start={detail.name}
          onGo={(host) => void care.rename(id, host).then((done) => done && setAsks(undefined))}
        >
          <Button onClick={() => setAsks(undefined)}>{t('domains.back')}</Button>
        </HostForm>
      ) : null}
      {may.edit && asks === 'remove' ? (
        <section class="care" aria-label={t('domains.remove')}>
          <p>{t('domains.remove.question', { name: detail.name })}</p>
          <Refused t={t} care={care} act="remove" />
          <div class="actions">
            <Button
              pending={care.busy.value === 'remove' ? t('domains.working') : undefined}
              onClick={() => void care.remove(id)}
            >
              {t('domains.remove.go')}
            </Button>
            <Button onClick={() => setAsks(undefined)}>{t('domains.back')}</Button>
          </div>
        </section>
      ) : null}
      {may.edit && !asks ? (
        <div class="actions">
          <Button onClick={() => setAsks('rename')}>{t('domains.rename')}</Button>
          <Button onClick={() => setAsks('remove')}>{t('domains.remove')}</Button>
        </div>
      ) : null}
    </section>
  );
});

const methods = ['dns', 'file', 'meta'] as const;

/** How it is shown that a domain is the customer's: what goes where, and whether it is seen. */
const Proof = watching(function Proof({
  t,
  care,
  detail,
}: CareProps & { readonly detail: PortalDomainDetail }) {
  const { id, proof, verification } = detail;
  return (
    <div class="care">
      <h2>{t('domains.proof')}</h2>
      <p class="small muted" role="status">
        {t(`domains.proof.${verification}`)}
      </p>
      <fieldset class="actions" aria-label={t('domains.proof')}>
        {methods.map((method) => (
          <button
            key={method}
            type="button"
            class="btn outlined"
            aria-pressed={proof?.method === method}
            onClick={() => void care.choose(id, method)}
          >
            {t(`domains.proof.by.${method}`)}
          </button>
        ))}
      </fieldset>
      <Refused t={t} care={care} act="choose" />
      {proof?.method === 'dns' ? (
        <>
          <Code t={t} label={t('domains.proof.dns.name')} text={proof.dns.name} />
          <Code t={t} label={t('domains.proof.dns.value')} text={proof.dns.value} />
        </>
      ) : null}
      {proof?.method === 'file' ? (
        <>
          <Code t={t} label={t('domains.proof.file.url')} text={proof.file.url} />
          <Code t={t} label={t('domains.proof.file.text')} text={proof.file.text} />
        </>
      ) : null}
      {proof?.method === 'meta' ? <Code t={t} label={t('domains.proof.meta')} text={proof.meta.tag} /> : null}
      {proof && proof.method !== 'dns' ? <p class="small muted">{t('domains.proof.itself')}</p> : null}
      {proof ? (
        <>
          <p class="small muted">
            {proof.checkedAt
              ? t('domains.proof.looked', { day: t.day(proof.checkedAt) })
              : t('domains.proof.not-looked')}
          </p>
          <Refused t={t} care={care} act="check" />
          <div class="actions">
            <Button
              pending={care.busy.value === 'check' ? t('domains.proof.looking') : undefined}
              onClick={() => void care.check(id)}
            >
              {t('domains.proof.look')}
            </Button>
          </div>
        </>
      ) : null}
    </div>
  );
});
