import { useState } from 'preact/hooks';
import '../../../kit/ui/form/style.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { ChooseAccount } from './ChooseAccount.tsx';
import { CodeForm } from './CodeForm.tsx';
import { MailForm } from './MailForm.tsx';
import { OidcButton } from './OidcButton.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import type { PasswordCredential } from './password-model.ts';
import './sign-in.style.ts';
import type { Accounts, SignInApi } from './sign-in-api.ts';
import { type OwnWay, shownWays } from './ways.ts';
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
  readonly codes: { readonly accessCode: boolean; readonly customerSecret: boolean };
  /** Scanned from the label of an installation: whoever scans it types a code beside it. */
  readonly installationToken: string | null;
  /** Mail does not work at the moment. */
  readonly mailDown: boolean;
  readonly api: SignInApi;
}

/** The ways in that the portal offers: one stands open, one is a press away, the rest waits behind “another way”. */
export function SignInPage(props: SignInPageProps) {
  const { t, reason, brand, ways, codes, installationToken, mailDown, api } = props;
  const keptWay = api.keep('sign-in-way');
  const keptChoice = api.keep('sign-in-choice');
  const name = api.keep('sign-in');
  const [chosen, choose] = useState<OwnWay | undefined>(() =>
    installationToken ? 'code' : keptWay.read<OwnWay>(),
  );
  const [choice, setChoice] = useState<Accounts | undefined>(() => keptChoice.read<Accounts>());
  const [open, setOpen] = useState(false);
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
    if (way === 'password') {
      return (
        <PasswordForm
          t={t}
          brand={brand}
          name={name.read<string>() ?? ''}
          onEnter={async (credential: PasswordCredential) => {
            name.write(credential.username);
            await enter(credential);
          }}
        />
      );
    }
    if (way === 'mail')
      return (
        <MailForm t={t} brand={brand} api={{ ...api, enter }} down={mailDown} onChoose={chooseAccount} />
      );
    if (way === 'code')
      return (
        <CodeForm
          t={t}
          brand={brand}
          primary
          takes={codes}
          scanned={installationToken}
          onEnter={async (credential) => void (await enter(credential))}
        />
      );
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
          <ChooseAccount
            t={t}
            brand={brand}
            api={{ ...api, enter }}
            choice={choice}
            onOver={() => {
              keptChoice.clear();
              setChoice(undefined);
            }}
          />
        ) : (
          <>
            {form(first)}
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
            {first === 'password' ? <p class="small muted">{t('signin.forgotten', { brand })}</p> : null}
          </>
        )}
      </div>
    </div>
  );
}
