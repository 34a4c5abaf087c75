import { useEffect, useRef, useState } from 'preact/hooks';
import { type ShownWatch, watchShown } from '../../../kit/browser/shown.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import { Bits } from '../../../kit/ui/Row.tsx';
import { Skeleton } from '../../../kit/ui/Skeleton.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import '../../../kit/ui/form/style.ts';
import type { Grant, LoginAsMode } from '../schema.ts';
import { type HelpApi, HelpModel, lengths } from './help-model.ts';
import { type HelpWords, momentOf } from './words.ts';
import './style.ts';

export interface HelpAccessProps {
  readonly t: HelpWords;
  readonly api: HelpApi;
  readonly brand: string;
  /** Who may let others in: the owner, or whoever is here for the customer as a whole. */
  readonly mayGive: boolean;
  /** An operator's own window ends by its own button. */
  readonly mayEnd: boolean;
  /** In a frame, the address of the portal's own window: what lies over a frame can make people press what they do not see. */
  readonly ownWindow: string | undefined;
}

type Model = ReturnType<typeof modelOf>;
const modelOf = (api: HelpApi) => new HelpModel(api);
interface Part extends HelpAccessProps {
  readonly model: Model;
}

/** Who of the vendor's staff may open this portal; how they are let in, and out at once. */
export const HelpAccess = watching(function HelpAccess(props: HelpAccessProps) {
  const { t, api, brand, mayGive } = props;
  const model = useModel(() => modelOf(api));
  useEffect(() => void model.load(), [model]);
  const access = model.access.value;
  const part = { ...props, model };
  const current = model.current.value;
  return (
    <section class="section help" aria-labelledby="help-title" data-portico-part="help-access">
      <h2 class="section-title" id="help-title">
        {t('help.title', { brand })}
      </h2>
      {model.state.value === 'loading' ? (
        <Skeleton label={t('state.loading', { what: t('help.title', { brand }) })} slow={t('state.slow')} />
      ) : null}
      {access ? (
        <>
          {current.length > 0 ? (
            <ul class="rows">
              {current.map((grant) => (
                <Row key={grant.id} {...part} grant={grant} />
              ))}
            </ul>
          ) : (
            <p>{access.policy === 'off' ? t('help.off', { brand }) : t('help.none', { brand })}</p>
          )}
          <Code {...part} />
          {access.policy !== 'off' && current.length === 0 ? (
            <p class="small muted measure">
              {access.policy === 'operator'
                ? t('help.about.operator', { brand })
                : t('help.about', { brand })}
            </p>
          ) : null}
          {access.policy !== 'off' && mayGive ? <Give {...part} /> : null}
        </>
      ) : null}
      {model.error.value ? (
        <Failed
          t={t}
          title={access ? t('help.not-done') : t('help.failed')}
          error={model.error.value}
          onRetry={access ? undefined : () => void model.load()}
        />
      ) : null}
    </section>
  );
});

const Row = watching(function Row({ t, model, brand, mayEnd, grant }: Part & { readonly grant: Grant }) {
  const who = grant.operator ? `${grant.operator}, ${brand}` : t('help.everybody', { brand });
  const until = momentOf(t, grant.endsAt);
  const allowed =
    grant.authorisedBy && grant.authorisedHow
      ? t('help.authorised', {
          name: grant.authorisedBy,
          how: t(`help.how.${grant.authorisedHow}`),
          reason: grant.reason ?? '',
        })
      : grant.givenBy
        ? t('help.given', { name: grant.givenBy })
        : undefined;
  const waits = grant.state === 'waiting';
  return (
    <li class="row" data-portico-part="row" data-portico-state={grant.mode}>
      <div class="what">
        <span>{waits ? t('help.waiting', { until }) : t(`help.live.${grant.mode}`, { who, until })}</span>
        <Bits
          class="meta"
          bits={[allowed, grant.usedAt ? t('help.used', { at: momentOf(t, grant.usedAt) }) : undefined]}
        />
      </div>
      {mayEnd ? (
        <div class="how">
          <Button
            onClick={() => void model.end(grant.id)}
            pending={model.pending.value === grant.id ? t('help.ending') : undefined}
          >
            {waits ? t('help.discard') : t('help.end')}
          </Button>
        </div>
      ) : null}
    </li>
  );
});

/** Shown once: only its hash is kept. */
const Code = watching(function Code({ t, model, brand }: Part) {
  const code = model.code.value;
  if (!code) return null;
  return (
    <div class="spoken" role="status">
      <p>{t('help.code.is')}</p>
      <p class="figures num" dir="ltr">
        <bdi>{code.code}</bdi>
      </p>
      <p class="small muted">{t('help.code.until', { until: momentOf(t, code.grant.endsAt), brand })}</p>
    </div>
  );
});

const Give = watching(function Give({ t, model, brand, ownWindow }: Part) {
  const [mode, setMode] = useState<LoginAsMode>('look');
  const [minutes, setMinutes] = useState<number>(60);
  const wanted = { mode, minutes };
  const [unseen, setUnseen] = useState(false);
  const buttons = useRef<HTMLDivElement>(null);
  const shown = useRef<ShownWatch | undefined>(undefined);
  const isOpen = model.open.value;
  useEffect(() => {
    const button = buttons.current?.querySelector('button');
    if (!isOpen || ownWindow === undefined || !button) return;
    const watch = watchShown(button);
    shown.current = watch;
    return () => watch.stop();
  }, [isOpen, ownWindow]);
  const pending = model.pending.value;
  if (!isOpen)
    return (
      <div class="actions">
        <Button
          onClick={() => {
            model.open.value = true;
          }}
        >
          {t('help.give')}
        </Button>
      </div>
    );
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const isSeen = ownWindow === undefined || shown.current?.isShown() === true;
        setUnseen(!isSeen);
        if (isSeen) void model.give(wanted);
      }}
    >
      <div class="group">
        <SelectField
          t={t}
          id="help-mode"
          class="w-middle"
          label={t('help.mode')}
          hint={t('help.mode.hint')}
          value={mode}
          options={[
            { value: 'look', label: t('help.mode.look') },
            { value: 'act', label: t('help.mode.act') },
          ]}
          onInput={(value) => {
            const next = value === 'act' ? 'act' : 'look';
            setMode(next);
            if (!lengths[next].some((length) => length === minutes)) setMinutes(next === 'act' ? 30 : 60);
          }}
        />
        <SelectField
          t={t}
          id="help-minutes"
          class="w-middle"
          label={t('help.for')}
          value={String(minutes)}
          options={lengths[mode].map((length) => ({ value: String(length), label: t(`help.for.${length}`) }))}
          onInput={(value) => setMinutes(Number(value))}
        />
        {unseen ? (
          <p class="measure" role="alert">
            {t('help.unseen')}{' '}
            <a href={ownWindow as string} target="_blank" rel="noreferrer noopener">
              {t('help.unseen.open')}
            </a>
          </p>
        ) : null}
        <div class="actions" ref={buttons}>
          <Button kind="primary" type="submit" pending={pending === 'give' ? t('help.allowing') : undefined}>
            {t('help.allow', { brand })}
          </Button>
          <Button
            onClick={() => void model.makeCode(wanted)}
            pending={pending === 'code' ? t('help.code.making') : undefined}
          >
            {t('help.code')}
          </Button>
          <button
            type="button"
            class="link"
            onClick={() => {
              model.open.value = false;
            }}
          >
            {t('help.cancel')}
          </button>
        </div>
      </div>
    </form>
  );
});
