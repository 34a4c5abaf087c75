import { Form, type FormField } from '../../../kit/ui/console/Form.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { SignIn } from '../schema.ts';
import { OidcBox } from './OidcBox.tsx';
import { SecretFormat } from './SecretFormat.tsx';
import type { OnePortal, PortalsWords } from './words.ts';

/** What the vendor's own side hands over, and what people do at the portal's own page. */
const handed = ['launchToken', 'portalLink'] as const;
const own = ['password', 'mailedCode', 'accessCode', 'customerSecret', 'licenceKey', 'oidc'] as const;

const switches = (t: PortalsWords, names: readonly (keyof SignIn)[]): FormField[] =>
  names.map((name) => ({
    name,
    kind: 'check',
    label: t(`portals.way.${name}`),
    hint: t(`portals.way.${name}.hint`),
  }));

/** How customers come in: a switch for each way, with what it means for them. */
export const SignInTab = watching(function SignInTab({ desk, t, portal, save }: OnePortal) {
  const { signIn } = portal;
  return (
    <div class="page narrow">
      <Form
        name={`portal sign-in ${portal.id}`}
        start={{
          ...signIn,
          createsCustomers: portal.createsCustomers,
          keepsSession: portal.keepsSession,
          linkLifetimeMinutes: String(portal.linkLifetimeMinutes),
        }}
        submit={t('portals.save')}
        pending={t('portals.saving')}
        failed={t('portals.save-failed')}
        onSave={async (values) => {
          await save({
            signIn: Object.fromEntries([...handed, ...own].map((name) => [name, values[name]])),
            createsCustomers: values.createsCustomers,
            keepsSession: values.keepsSession,
            linkLifetimeMinutes: Number(values.linkLifetimeMinutes),
          });
        }}
        groups={(values) => [
          {
            title: t('portals.ways.own'),
            hint: t('portals.ways.own.hint'),
            fields: switches(t, own),
          },
          {
            title: t('portals.ways.handed'),
            hint: t('portals.ways.handed.hint'),
            fields: [
              ...switches(t, handed),
              values.portalLink
                ? {
                    name: 'linkLifetimeMinutes',
                    kind: 'number',
                    label: t('portals.link-minutes'),
                    hint: t('portals.link-minutes.hint'),
                    need: t('portals.error.minutes'),
                    check: (text: string) =>
                      /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 10_080
                        ? undefined
                        : t('portals.error.minutes'),
                    width: 'w-short',
                  }
                : undefined,
              {
                name: 'createsCustomers',
                kind: 'check',
                label: t('portals.creates'),
                hint: t('portals.creates.hint'),
              },
            ],
          },
          {
            title: t('portals.ways.stay'),
            fields: [
              {
                name: 'keepsSession',
                kind: 'check',
                label: t('portals.keeps'),
                hint: t('portals.keeps.hint'),
              },
            ],
          },
        ]}
      >
        <p class="small muted">{t('portals.ways.off')}</p>
      </Form>
      {signIn.mailedCode && portal.mail.noAccessMail ? (
        <Notice tone="warn" icon={circleAlert} title={t('portals.way.mailedCode.never')}>
          {t('portals.way.mailedCode.never.text')}
        </Notice>
      ) : null}
      {signIn.customerSecret && desk.may('settings:write') ? <SecretFormat desk={desk} t={t} /> : null}
      {signIn.oidc ? <OidcBox desk={desk} t={t} portalId={portal.id} /> : null}
    </div>
  );
});
