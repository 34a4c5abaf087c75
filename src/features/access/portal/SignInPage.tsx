import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Takes } from './CodeForm.tsx';
import '../../../kit/ui/form/style.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { OidcButton } from './OidcButton.tsx';
import type { PasswordForm } from './PasswordForm.tsx';
import type { PasswordCredential } from './password-model.ts';
import type { Step } from './SignInStep.tsx';
import { shownWays } from './shown-ways.ts';
import './sign-in.style.ts';
import type { OwnWay } from '../own-ways.ts';
import type { Accounts, SignInApi } from './sign-in-api.ts';
import type { SignInWords } from './words.ts';

/** Why somebody stands here: nobody is signed in, or no longer. */
export type SignInReason = 'none' | 'ended' | 'signed-out' | 'link';

export interface SignInPageProps {
  readonly t: SignInWords;
  readonly reason: SignInReason;
  readonly brand: string;
  /** The ways in that this portal offers, the usual first. */
  readonly ways: readonly OwnWay[];
  /** Which codes open this portal. */
  readonly codes: Takes;
  /** Scanned from the label of an installation: whoever scans it types a code beside it. */
  readonly installationToken: string | null;
  /** Mail does not work at the moment. */
  readonly mailDown: boolean;
  /** Whether a forgotten password can be chosen anew by mail; else the supplier gives a new one. */
  readonly resets: boolean;
  /** Where whoever has no account makes one; absent where nobody can. */
  readonly signUp?: { readonly href: string; readonly onClick?: (event: MouseEvent) => void } | undefined;
  readonly api: SignInApi;
  /** The form for a password; needed where that is one of the ways. */
  readonly Password?: typeof PasswordForm | undefined;
  /** Draws a further step, which is fetched when somebody gets there. */
  readonly drawStep: (step: Step, api: SignInApi) => ComponentChildren;
}

/** The ways in that the portal offers: one stands open, one is a press away, the rest waits behind “another way”. */
export function SignInPage(props: SignInPageProps) {
  const { t, reason, brand, ways, codes, installationToken, mailDown, resets, signUp, api, Password } = props;
  const drawStep = (step: Step) => props.drawStep(step, { ...api, enter });
  const keptWay = api.keep('sign-in-way');
  const keptChoice = api.keep('sign-in-choice');
  const name = api.keep('sign-in');
  const [chosen, choose] = useState<OwnWay | undefined>(() =>
    installationToken ? 'code' : keptWay.read<OwnWay>(),
  );
  const [choice, setChoice] = useState<Accounts | undefined>(() => keptChoice.read<Accounts>());
  const [open, setOpen] = useState(false);
  const keptReset = api.keep('password-reset');
  const [forgot, setForgot] = useState(() => keptReset.read() !== undefined);
  const { first, second, others } = shownWays(ways, chosen);
  const enter: SignInApi['enter'] = async (credential) => {
    const accounts = await api.enter(credential);
    if (!accounts) keptChoice.clear();
    return accounts;
  };
  const chooseAccount = (accounts: Accounts) => {
    keptChoice.write(accounts);
    setChoice(accounts);
  };
  const take = (way: OwnWay) => {
    keptWay.write(way);
    choose(way);
    setOpen(false);
  };

  const form = (way: OwnWay | undefined) => {
    if (way === 'password' && Password) {
      return (
        <Password
          t={t}
          brand={brand}
          name={name.read<string>() ?? ''}
          keptOtp={api.keep('sign-in-otp')}
          onEnter={async (credential: PasswordCredential) => {
            name.write(credential.username);
            await enter(credential);
          }}
        />
      );
    }
    if (way === 'mail') return drawStep({ kind: 'mail', down: mailDown, onChoose: chooseAccount });
    if (way === 'code') {
      return drawStep({
        kind: 'code',
        primary: true,
        takes: codes,
        scanned: installationToken,
        onEnter: async (credential) => void (await enter(credential)),
      });
    }
    return way === 'oidc' ? <div class="signin-go">{oidc(true)}</div> : null;
  };

  const oidc = (primary: boolean) => (
    <OidcButton
      key="oidc"
      t={t}
      brand={brand}
      primary={primary}
      api={{ ...api, enter }}
      onChoose={chooseAccount}
    />
  );
  const button = (way: OwnWay) =>
    way === 'oidc' ? (
      oidc(false)
    ) : (
      <Button key={way} onClick={() => take(way)}>
        {t(`signin.way.${way}`)}
      </Button>
    );

  return (
    <div class="panel" data-portico-panel="signin" data-portico-state={reason}>
      <div class="signin">
        <header class="signin-head">
          <h1 class="title" tabIndex={-1}>
            {t('signin.title')}
          </h1>
          <p class="muted">{t('signin.text', { brand })}</p>
        </header>
        {reason === 'none' || choice ? null : (
          <Notice
            tone={reason === 'signed-out' ? 'good' : 'warn'}
            icon={circleAlert}
            title={t(`gate.${reason}`)}
          >
            {t(`signin.${reason}.text`, { brand })}
          </Notice>
        )}
        {choice ? (
          drawStep({
            kind: 'choose',
            choice,
            onOver: () => {
              keptChoice.clear();
              setChoice(undefined);
            },
          })
        ) : forgot && resets ? (
          drawStep({
            kind: 'forgotten',
            down: mailDown,
            name: name.read<string>() ?? '',
            onBack: () => setForgot(false),
          })
        ) : (
          <>
            {form(first)}
            {first === 'password' && resets ? (
              <p class="small">
                <button type="button" class="link" onClick={() => setForgot(true)}>
                  {t('signin.forgot')}
                </button>
              </p>
            ) : null}
            {second ? (
              <div class="signin-go">
                <p class="small muted signin-or">{t('signin.or')}</p>
                {button(second)}
                {open ? (
                  others.map(button)
                ) : others.length > 0 ? (
                  <button type="button" class="link" aria-expanded="false" onClick={() => setOpen(true)}>
                    {t('signin.other')}
                  </button>
                ) : null}
              </div>
            ) : null}
            {/* Whom to ask stands below, as on every page. */}
            {signUp ? (
              <p class="small">
                {t.rich('signin.sign-up', {
                  link: (inner: string[]) => <a {...signUp}>{inner.join('')}</a>,
                })}
              </p>
            ) : null}
            {first === 'password' && !resets ? (
              <p class="small muted">{t('signin.forgotten', { brand })}</p>
            ) : null}
          </>
        )}
      </div>
    </div>
  );
}
