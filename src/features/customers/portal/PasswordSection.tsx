import { useState } from 'preact/hooks';
import { Button } from '../../../kit/ui/Button.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { check } from '../../../kit/ui/icons.ts';
import type { PasswordFormProps } from './PasswordForm.tsx';
import type { DrawOwn } from './ProfilePanel.tsx';
import type { ProfileWords } from './words.ts';

interface PasswordSectionProps extends Pick<PasswordFormProps, 'name' | 'save'> {
  readonly t: ProfileWords;
  readonly drawOwn: DrawOwn;
}

/** The person's own password: closed until somebody wants to change it. */
export function PasswordSection({ t, drawOwn, ...form }: PasswordSectionProps) {
  const [state, setState] = useState<'closed' | 'open' | 'saved'>('closed');
  return (
    <section class="section" aria-labelledby="password-title" data-portico-part="password">
      <h2 class="section-title" id="password-title">
        {t('password.title')}
      </h2>
      {state === 'open' ? (
        drawOwn(({ PasswordForm }, own) => (
          <PasswordForm {...form} t={own} onSaved={() => setState('saved')} />
        ))
      ) : (
        <div class="actions">
          <Button onClick={() => setState('open')}>{t('password.change')}</Button>
          <span role="status">
            {state === 'saved' ? (
              <span class="ok">
                <Icon d={check} />
                {t('password.saved')}
              </span>
            ) : null}
          </span>
        </div>
      )}
    </section>
  );
}
