import type { Translate } from '../../../kit/browser/words.ts';
import type { FormMessage } from '../../../kit/ui/form/words.ts';
import '../../../kit/ui/form/style.ts';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import type { SignIn } from '../../portals/schema.ts';
import type en from '../messages/en.json';
import { CodeForm } from './CodeForm.tsx';
import type { CodeCredential } from './code-model.ts';
import { PasswordForm } from './PasswordForm.tsx';
import type { PasswordCredential } from './password-model.ts';
import './sign-in.style.ts';

/** Why somebody stands here: nobody is signed in, or no longer. */
export type SignInReason = 'none' | 'ended' | 'signed-out' | 'link';

export interface SignInPageProps {
  readonly t: Translate<keyof typeof en | FormMessage>;
  readonly reason: SignInReason;
  readonly brand: string;
  /** The ways in that this portal offers. */
  readonly ways: SignIn;
  /** The name typed before, in this tab. */
  readonly name: string;
  readonly onPassword: (credential: PasswordCredential) => Promise<void>;
  readonly onCode: (credential: CodeCredential) => Promise<void>;
}

/** The ways in, those that the portal offers and no other. */
export function SignInPage(props: SignInPageProps) {
  const { t, reason, brand, ways, name, onPassword, onCode } = props;
  return (
    <div class="panel" data-portico-panel="signin" data-portico-state={reason}>
      <div class="signin">
        <header class="signin-head">
          <h1 class="title" tabIndex={-1}>
            {t('signin.title')}
          </h1>
          <p class="muted">{t('signin.text', { brand })}</p>
        </header>
        {reason === 'none' ? null : (
          <Notice
            tone={reason === 'signed-out' ? 'good' : 'warn'}
            icon={circleAlert}
            title={t(`gate.${reason}`)}
          >
            {t(`signin.${reason}.text`, { brand })}
          </Notice>
        )}
        {ways.password ? <PasswordForm t={t} brand={brand} name={name} onEnter={onPassword} /> : null}
        {ways.password && ways.accessCode ? <p class="small muted signin-or">{t('signin.or')}</p> : null}
        {ways.accessCode ? <CodeForm t={t} brand={brand} primary={!ways.password} onEnter={onCode} /> : null}
        {/* Whom to ask stands below, as on every page. */}
        {ways.password ? <p class="small muted">{t('signin.forgotten', { brand })}</p> : null}
      </div>
    </div>
  );
}
