import { useEffect, useRef, useState } from 'preact/hooks';
import { groupedKey } from '../../../kit/common/second-factor.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Button } from '../../../kit/ui/Button.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { check, circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { QrCode } from '../../../kit/ui/QrCode.tsx';
import type { SecondFactor } from '../schema.ts';
import { OwnForm } from './OwnForm.tsx';
import type { OwnWords } from './own/words.ts';
import type { SecurityApi } from './security-api.ts';

interface SecondFactorSectionProps {
  readonly t: OwnWords;
  readonly brand: string;
  readonly api: SecurityApi;
}

type Doing = 'begin' | 'renew' | 'remove';

/** The person's authenticator app: added with a first code of it, asked for after the password from then on. */
export function SecondFactorSection({ t, brand, api }: SecondFactorSectionProps) {
  const [state, setState] = useState<SecondFactor>();
  const [error, setError] = useState<unknown>();
  const [doing, setDoing] = useState<Doing>();
  const [codes, setCodes] = useState<readonly string[]>();
  const load = () => {
    setError(undefined);
    api.secondFactor().then(setState, setError);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it is drawn
  useEffect(load, []);

  const done = (next?: readonly string[]) => {
    setDoing(undefined);
    setCodes(next);
    load();
  };
  if (state?.state === 'none') return null;
  return (
    <section class="section" aria-labelledby="app-title" data-portico-part="second-factor">
      <h2 class="section-title" id="app-title">
        {t('app.title')}
      </h2>
      {error ? <Failed t={t} title={t('app.failed')} error={error} onRetry={load} /> : null}
      {codes ? <Codes t={t} brand={brand} codes={codes} onKept={() => setCodes(undefined)} /> : null}
      {state && !codes ? (
        <>
          {state.state === 'on' ? (
            <p class="security-line">
              <Badge tone="good" icon={check}>
                {t('app.on')}
              </Badge>{' '}
              <span class={state.recoveryCodesLeft < 3 ? '' : 'muted'}>
                {t('app.codes-left', { count: state.recoveryCodesLeft })}
              </span>
            </p>
          ) : (
            <p class="muted measure">{t('app.text', { brand })}</p>
          )}
          {state.state === 'pending' && state.setup ? (
            <SetUp
              t={t}
              api={api}
              setup={state.setup}
              onDone={done}
              onStop={() => void api.abandon().then(setState, setError)}
            />
          ) : null}
          {doing ? (
            <Ask
              t={t}
              api={api}
              doing={doing}
              onBegun={setState}
              onDone={done}
              onBack={() => setDoing(undefined)}
            />
          ) : null}
          {!doing && state.state === 'off' ? (
            <div class="actions">
              <Button onClick={() => setDoing('begin')}>{t('app.add')}</Button>
            </div>
          ) : null}
          {!doing && state.state === 'on' ? (
            <div class="actions">
              <Button onClick={() => setDoing('renew')}>{t('app.renew')}</Button>
              <Button onClick={() => setDoing('remove')}>{t('app.remove')}</Button>
            </div>
          ) : null}
        </>
      ) : null}
    </section>
  );
}

interface AskProps {
  readonly t: OwnWords;
  readonly api: SecurityApi;
  readonly doing: Doing;
  readonly onBegun: (state: SecondFactor) => void;
  readonly onDone: (codes?: readonly string[]) => void;
  readonly onBack: () => void;
}

/** Whoever finds an open page does not know the password: it is asked for before anything changes. */
function Ask({ t, api, doing, onBegun, onDone, onBack }: AskProps) {
  const act = async ({ password, code }: Record<'password' | 'code', string>): Promise<void> => {
    if (doing === 'begin') {
      onBegun(await api.begin(password));
      onBack();
    } else if (doing === 'renew') onDone((await api.renewCodes(password)).recoveryCodes);
    else {
      await api.remove({ password, code });
      onDone();
    }
  };
  return (
    <OwnForm
      {...({ t, id: 'app', go: t(`app.${doing}.go`), onSend: act, onBack } as const)}
      fields={[
        { name: 'password', label: t('password.current'), type: 'password' },
        ...(doing === 'remove'
          ? [{ name: 'code', label: t('app.code'), hint: t('app.code.hint') } as const]
          : []),
      ]}
    />
  );
}

interface SetUpProps {
  readonly t: OwnWords;
  readonly api: SecurityApi;
  readonly setup: NonNullable<SecondFactor['setup']>;
  readonly onDone: (codes: readonly string[]) => void;
  readonly onStop: () => void;
}

/** Picture and key for the app, and the first code that it shows. */
const SetUp = ({ t, api, setup, onDone, onStop }: SetUpProps) => (
  <OwnForm
    {...{ t, id: 'app', go: t('app.confirm'), onBack: onStop }}
    fields={[{ name: 'code', label: t('app.first-code'), type: 'tel' }]}
    onSend={async ({ code }) => onDone((await api.confirm(code)).recoveryCodes)}
  >
    <div class="app-setup">
      <QrCode text={setup.uri} label={t('app.qr')} />
      <ol class="app-steps">
        <li>{t('app.step.scan')}</li>
        <li>
          {t('app.step.key')} <bdi class="app-key">{groupedKey(setup.key)}</bdi>
        </li>
        <li>{t('app.step.code')}</li>
      </ol>
    </div>
  </OwnForm>
);

interface CodesProps {
  readonly t: OwnWords;
  readonly brand: string;
  readonly codes: readonly string[];
  readonly onKept: () => void;
}

/** Shown this once: to be printed, saved or copied by hand. */
function Codes({ t, brand, codes, onKept }: CodesProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const file = `${brand}\n\n${codes.join('\n')}\n`;
  return (
    <div class="group">
      <h3 class="app-codes-title" tabIndex={-1} ref={heading}>
        {t('app.codes')}
      </h3>
      <Notice tone="warn" icon={circleAlert} title={t('app.codes.keep')}>
        {t('app.codes.text')}
      </Notice>
      <ul class="app-codes">
        {codes.map((code) => (
          <li key={code}>
            <bdi dir="ltr">{code}</bdi>
          </li>
        ))}
      </ul>
      <div class="actions">
        <Button kind="outlined" onClick={onKept}>
          {t('app.codes.kept')}
        </Button>
        <Button onClick={() => save(t('app.codes.file'), file)}>{t('app.codes.save')}</Button>
      </div>
    </div>
  );
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
