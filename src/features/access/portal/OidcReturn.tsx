import { useEffect, useState } from 'preact/hooks';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import '../../../kit/ui/form/style.ts';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { Skeleton } from '../../../kit/ui/Skeleton.tsx';
import { ChooseAccount } from './ChooseAccount.tsx';
import { askWaiting, handOver, startAddress } from './oidc-window.ts';
import type { Accounts, SignInApi } from './sign-in-api.ts';
import './sign-in.style.ts';
import type { ArrivalWords } from './words.ts';

export interface OidcReturnProps {
  readonly t: ArrivalWords;
  readonly brand: string;
  readonly api: SignInApi;
  /** What became of it at the provider, as the address says. */
  readonly outcome: string;
  /** This window was opened by a portal in a frame, which waits for it. */
  readonly handoff: string | null;
  readonly onLeave: () => void;
}

/** This window was opened by a portal in a frame, and has yet to go to the provider. */
const begin = 'begin';
const outcomes = ['unknown', 'cancelled', 'expired'] as const;
type Shown = 'going' | 'handed' | 'alone' | 'failed' | 'elsewhere' | (typeof outcomes)[number];

/** Back from the vendor's own sign-in. What proves it lies in a cookie of this browser: the address alone opens nothing. */
export function OidcReturn({ t, brand, api, outcome, handoff, onLeave }: OidcReturnProps) {
  const [shown, setShown] = useState<Shown>(
    () =>
      outcomes.find((one) => one === outcome) ??
      (outcome === 'done' || outcome === begin || handoff ? 'going' : 'failed'),
  );
  const [choice, setChoice] = useState<Accounts>();

  async function enter(): Promise<void> {
    setShown('going');
    await api.enter({ proof: null }).then(setChoice, (error: unknown) => {
      const code = codeOf(error);
      setShown(
        code === 'contact.address' ? 'elsewhere' : code === 'sign-in.start-again' ? 'expired' : 'failed',
      );
    });
  }
  async function leaveForProvider(): Promise<void> {
    const { slug, language } = api.place;
    const proof = await askWaiting();
    const address = proof
      ? await api.beginOidc(proof).catch(() => undefined)
      : startAddress(slug, language, null);
    if (address) location.replace(address);
    else setShown('failed');
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when this page was opened
  useEffect(() => {
    if (shown !== 'going') return;
    if (outcome === begin) return void leaveForProvider();
    if (!handoff) return void enter();
    void handOver(handoff).then((taken) => {
      // Where the provider cut the tie of the two windows, the frame has it from the server in a moment.
      const waits = taken || outcome === 'waits';
      setShown(waits ? 'handed' : 'alone');
      if (waits) window.close();
    });
  }, []);

  return (
    <div class="panel" data-portico-panel="signin" data-portico-state="oidc">
      <div class="signin">
        <header class="signin-head">
          <h1 class="title" tabIndex={-1}>
            {t('signin.title')}
          </h1>
          <p class="muted">{t('signin.text', { brand })}</p>
        </header>
        {choice ? (
          <ChooseAccount t={t} brand={brand} api={api} choice={choice} onOver={onLeave} />
        ) : shown === 'going' ? (
          <Skeleton label={t('signin.going')} slow={t('signin.going')} />
        ) : shown === 'handed' || shown === 'alone' ? (
          <>
            <p role="status">{t(`signin.oidc.${shown}`)}</p>
            {shown === 'alone' ? (
              <Button kind="primary" onClick={() => void enter()}>
                {t('signin.oidc.here')}
              </Button>
            ) : null}
          </>
        ) : (
          <>
            <Notice tone="bad" icon={circleAlert} title={t(`signin.oidc.${shown}`)} urgent>
              {t(`signin.oidc.${shown}.text`, { brand })}
            </Notice>
            <Button onClick={onLeave}>{t('signin.oidc.back')}</Button>
          </>
        )}
      </div>
    </div>
  );
}
