import { useEffect } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import '../../../kit/ui/form/style.ts';
import { Skeleton } from '../../../kit/ui/Skeleton.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import { SignUpFields } from './SignUpFields.tsx';
import { SignUpModel, type SignUpSetting } from './sign-up-model.ts';
import './sign-up.style.ts';
import type { SignUpWords } from './words.ts';

export interface SignUpPageProps {
  readonly t: SignUpWords;
  readonly brand: string;
  readonly setting: SignUpSetting;
  /** Where an account is entered; absent where the portal has no sign-in of its own. */
  readonly signIn: { readonly href: string; readonly onClick: (event: MouseEvent) => void } | undefined;
  /** The same page in a window of its own. */
  readonly address: string;
}

/** Makes an account: open to all, or by a personal link. */
export const SignUpPage = watching(function SignUpPage(props: SignUpPageProps) {
  const { t, brand, setting, signIn } = props;
  const model = useModel(() => new SignUpModel(setting));
  useEffect(() => void model.load(), [model]);
  const page = model.page.value;
  const form = model.form.value;

  const end = (key: 'closed' | 'link' | 'pending', text: string) => (
    <div class="measure gate">
      <h1 class="title" tabIndex={-1}>
        {t(`signup.${key}`)}
      </h1>
      <p>{text}</p>
      {signIn && key !== 'pending' ? (
        <p>
          <a class="btn primary" {...signIn}>
            {t('signup.sign-in')}
          </a>
        </p>
      ) : null}
    </div>
  );
  const body = () => {
    if (page === 'closed') return end('closed', t('signup.closed.text', { brand }));
    if (page === 'link') return end('link', t('signup.link.text', { brand }));
    if (page === 'pending') {
      return end('pending', t('signup.pending.text', { brand, address: model.values.value.email ?? '' }));
    }
    const customer = form?.customer?.name;
    return (
      <>
        <header class="signup-head">
          <h1 class="title" tabIndex={-1}>
            {customer
              ? t('signup.personal', { customer })
              : t(form?.kinds.join() === 'supplier' ? 'signup.supplier' : 'signup.title')}
          </h1>
          <p class="muted">
            {customer ? t('signup.personal.text', { brand, customer }) : t('signup.text', { brand })}
          </p>
          {signIn ? (
            <p class="small">
              {t.rich('signup.have', {
                link: (inner: string[]) => <a {...signIn}>{inner.join('')}</a>,
              })}
            </p>
          ) : null}
        </header>
        {page === 'failed' ? (
          <Failed
            t={t}
            title={t('state.failed')}
            error={model.error.value}
            onRetry={() => void model.load()}
          />
        ) : null}
        {page === 'loading' ? (
          <Skeleton label={t('state.loading', { what: t('signup.title') })} slow={t('state.slow')} />
        ) : null}
        {page === 'form' && form ? <SignUpFields {...props} model={model} form={form} /> : null}
      </>
    );
  };
  return (
    <div class="panel" data-portico-panel="signup" data-portico-state={page}>
      <div class="signup">{body()}</div>
    </div>
  );
});

/** Somebody who is signed in opened the page: nobody is swapped silently. */
export const SignedInAlready = ({
  t,
  name,
  onGo,
  onOut,
}: {
  readonly t: SignUpWords;
  readonly name: string;
  readonly onGo: () => void;
  readonly onOut: () => void;
}) => (
  <div class="panel" data-portico-panel="signup" data-portico-state="inside">
    <div class="measure gate">
      <h1 class="title" tabIndex={-1}>
        {t('signup.inside', { name })}
      </h1>
      <p>{t('signup.inside.text')}</p>
      <p class="actions">
        <Button kind="primary" onClick={onGo}>
          {t('signup.inside.go', { name })}
        </Button>
        <Button onClick={onOut}>{t('signup.inside.out')}</Button>
      </p>
    </div>
  </div>
);
