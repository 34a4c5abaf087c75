import { useState } from 'preact/hooks';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { openProvider, startAddress } from './oidc-window.ts';
import type { Accounts, SignInApi } from './sign-in-api.ts';
import type { SignInWords } from './words.ts';

export interface OidcButtonProps {
  readonly t: SignInWords;
  readonly brand: string;
  readonly primary: boolean;
  readonly api: SignInApi;
  readonly onChoose: (accounts: Accounts) => void;
}

type State = 'idle' | 'waiting' | 'blocked' | 'failed' | 'elsewhere';

/** To the vendor's own sign-in: in this page where it is one, else in a window that hands back what it got. */
export function OidcButton({ t, brand, primary, api, onChoose }: OidcButtonProps) {
  const [state, setState] = useState<State>('idle');
  const { slug, language, framed } = api.place;
  // The window begins at our own page, where it asks who waits for it.
  const address = framed
    ? `/p/${slug}?language=${language}#oidc=begin`
    : startAddress(slug, language, location.pathname);

  async function go(): Promise<void> {
    if (!framed) return location.assign(address);
    const over = openProvider(address, (proof) =>
      api.enter({ proof }).then(
        (accounts) => {
          if (accounts) onChoose(accounts);
          return true;
        },
        (error: unknown) => {
          const code = codeOf(error);
          if (code === 'sign-in.start-again' || code === 'offline') return false;
          setState(code === 'contact.address' ? 'elsewhere' : 'failed');
          return true;
        },
      ),
    );
    setState(over ? 'waiting' : 'blocked');
    await over;
    setState((now) => (now === 'waiting' ? 'idle' : now));
  }

  return (
    <>
      {state === 'failed' || state === 'elsewhere' ? (
        <Notice
          tone="bad"
          icon={circleAlert}
          title={t(state === 'failed' ? 'signin.failed' : 'signin.mail.elsewhere')}
          urgent
        >
          {state === 'failed' ? null : t('signin.mail.elsewhere.text', { brand })}
        </Notice>
      ) : null}
      <Button kind={primary ? 'primary' : 'outlined'} onClick={() => void go()}>
        {t('signin.way.oidc', { brand })}
      </Button>
      {state === 'waiting' ? (
        <p class="small muted" role="status">
          {t('signin.oidc.waiting')}
        </p>
      ) : null}
      {state === 'blocked' ? (
        <p class="small">
          {t('signin.oidc.blocked')}{' '}
          <a href={address} target="_blank" rel="noopener noreferrer">
            {t('signin.oidc.open')}
          </a>
        </p>
      ) : null}
    </>
  );
}
