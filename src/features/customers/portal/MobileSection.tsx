import { useState } from 'preact/hooks';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Button } from '../../../kit/ui/Button.tsx';
import { check, circleAlert } from '../../../kit/ui/icons.ts';
import type { EmailSectionProps } from './EmailSection.tsx';
import { OwnForm } from './OwnForm.tsx';

type MobileSectionProps = Pick<EmailSectionProps, 't' | 'contact' | 'api' | 'onProfile'>;

/** The person's mobile number: confirmed, or changed, by a code that is sent there as a text. */
export function MobileSection({ t, contact, api, onProfile }: MobileSectionProps) {
  const [open, setOpen] = useState(false);
  const { mobile, mobileVerified, mobilePending } = contact;
  const unproved = mobile !== null && !mobileVerified;
  return (
    <section class="section" aria-labelledby="mobile-title" data-portico-part="mobile">
      <h2 class="section-title" id="mobile-title">
        {t('mobile.title')}
      </h2>
      <p class="security-line">
        <bdi class="strong" dir={mobile ? 'ltr' : undefined}>
          {mobile ?? t('profile.not-given')}
        </bdi>{' '}
        {mobile ? (
          <Badge tone={mobileVerified ? 'good' : 'warn'} icon={mobileVerified ? check : circleAlert}>
            {t(mobileVerified ? 'email.proved' : 'email.unproved')}
          </Badge>
        ) : null}
      </p>
      {mobilePending ? (
        <OwnForm
          {...{ t, id: 'mobile', go: t('mobile.confirm') }}
          key="proof"
          fields={[{ name: 'code', label: t('mobile.code'), type: 'tel' }]}
          onSend={async ({ code }) => {
            onProfile(await api.proveMobile(code));
            setOpen(false);
          }}
          onBack={() => void api.abandonMobile().then(onProfile, () => {})}
        >
          <p role="status">{t('mobile.sent', { number: `\u2066${mobilePending}\u2069` })}</p>
        </OwnForm>
      ) : open ? (
        <OwnForm
          {...{ t, id: 'mobile', go: t('email.send'), working: t('email.sending') }}
          key="ask"
          fields={[{ name: 'number', label: t('mobile.new'), hint: t('mobile.new.hint'), type: 'tel' }]}
          start={{ number: unproved ? mobile : '' }}
          onSend={async ({ number }) => onProfile(await api.askMobile(number))}
          onBack={() => setOpen(false)}
        />
      ) : (
        <div class="actions">
          <Button {...(unproved && { kind: 'outlined' })} onClick={() => setOpen(true)}>
            {t(unproved ? 'mobile.prove' : mobile ? 'mobile.change' : 'mobile.add')}
          </Button>
        </div>
      )}
    </section>
  );
}
