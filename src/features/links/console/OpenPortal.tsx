import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Secret } from '../../../kit/ui/console/Copy.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { link as linkIcon, send as sendIcon } from '../../../kit/ui/console/icons.ts';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import { circleAlert, circleCheck } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PortalToken } from '../../access/schema.ts';
import type { Contact, Customer } from '../../customers/schema.ts';
import type { Portal } from '../../portals/schema.ts';
import type { MailedLink } from '../schema.ts';
import type en from './messages/en.json';

export type LinkMessage = keyof typeof en;
type Part = Omit<ViewProps<LinkMessage>, 'path'>;

interface OpenPortalProps extends Pick<Part, 'desk' | 't'> {
  readonly customer: Pick<Customer, 'id' | 'name' | 'billing'>;
  readonly portal: Portal;
  /** Only this contract is to be seen. */
  readonly contract?: { readonly id: string; readonly title: string };
  readonly onClose: () => void;
}

const lifetimes = [15, 60, 480, 1440, 4320, 10_080];

/**
 * A link that opens this customer's portal, or one contract of it: to copy, or to be mailed to one of their people. It is
 * theirs, not the operator's. Each one made stands in the activity log.
 */
export const OpenPortal = watching(function OpenPortal(props: OpenPortalProps) {
  const { desk, t, customer, portal, contract, onClose } = props;
  const [access, setAccess] = useState<'look' | 'act'>('look');
  const [minutes, setMinutes] = useState(portal.linkLifetimeMinutes);
  const [to, setTo] = useState('');
  const [made, setMade] = useState<PortalToken | undefined>(undefined);
  const [sent, setSent] = useState<MailedLink | undefined>(undefined);
  const [state, setState] = useState<{ busy?: 'make' | 'send'; error?: unknown }>({});
  const people = useLoad(`link people ${customer.id}`, async () =>
    desk.may('contacts:read')
      ? (await desk.api.get<{ items: Contact[] }>(`/api/v1/contacts?customerId=${customer.id}&limit=100`))
          .items
      : [],
  );
  const reach = {
    readOnly: access === 'look',
    lifetimeMinutes: minutes,
    ...(contract && { subject: { type: 'contract', id: contract.id } }),
  };
  const attempt = async (busy: 'make' | 'send', act: () => Promise<void>) => {
    setState({ busy });
    try {
      await act();
      setState({});
    } catch (error) {
      setState({ error });
    }
  };
  const make = async () => {
    const body = { customerId: customer.id, portal: portal.slug, use: 'link', ...reach };
    setMade(await desk.api.post<PortalToken>('/api/v1/portal-tokens', body));
  };
  const mailboxes = [
    ...(people.value ?? [])
      .filter(({ email, active }) => email && active)
      .map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` })),
    ...(customer.billing.email
      ? [{ value: 'billing', label: t('link.billing', { address: customer.billing.email }) }]
      : []),
  ];
  const mailbox = mailboxes.some(({ value }) => value === to) ? to : (mailboxes[0]?.value ?? '');
  const mail = async () => {
    const body = { customerId: customer.id, ...reach, ...(mailbox !== 'billing' && { contact: mailbox }) };
    setSent(await desk.api.post<MailedLink>('/api/v1/portal-links', body));
  };
  const mails = portal.mail?.noAccessMail !== true && portal.signIn.portalLink !== false;
  return (
    <Dialog
      title={t(contract ? 'link.contract' : 'link.title', {
        name: customer.name,
        contract: contract?.title ?? '',
      })}
      onClose={onClose}
    >
      {made ? (
        <>
          <p>{t(access === 'look' ? 'link.made-look' : 'link.made-act')}</p>
          <Secret text={made.url} what={t('link.what')} />
          <p class="small muted">{t('link.until', { at: moment(t, made.expiresAt) })}</p>
          <div class="actions">
            <Action onClick={onClose}>{t('desk.close')}</Action>
          </div>
        </>
      ) : sent ? (
        <>
          {sent.mail === 'sent' ? (
            <Notice
              tone="good"
              icon={circleCheck}
              title={t('link.sent', { address: sent.to.address })}
              urgent
            >
              {t('link.until', { at: moment(t, sent.expiresAt) })}
            </Notice>
          ) : (
            <Notice tone="warn" icon={circleAlert} title={t('link.withheld')} urgent>
              {t('link.withheld.text')}
            </Notice>
          )}
          <div class="actions">
            <Action onClick={onClose}>{t('desk.close')}</Action>
          </div>
        </>
      ) : (
        <>
          <p>{t('link.about', { portal: portal.brandName })}</p>
          <SelectField
            t={t}
            id="link-access"
            label={t('link.access')}
            value={access}
            onInput={(value) => setAccess(value === 'act' ? 'act' : 'look')}
            class="w-middle"
            options={[
              { value: 'look', label: t('link.look') },
              { value: 'act', label: t('link.act') },
            ]}
          />
          <SelectField
            t={t}
            id="link-lifetime"
            label={t('link.lifetime')}
            value={String(minutes)}
            onInput={(value) => setMinutes(Number(value))}
            class="w-middle"
            options={[...new Set([portal.linkLifetimeMinutes, ...lifetimes])]
              .sort((a, b) => a - b)
              .map((value) => ({ value: String(value), label: spanOf(t, value) }))}
          />
          {state.error ? <Failed t={t} title={t('desk.not-done')} error={state.error} /> : null}
          <div class="actions">
            <Action
              kind="primary"
              icon={linkIcon}
              pending={state.busy === 'make' ? t('link.making') : undefined}
              onClick={() => void attempt('make', make)}
            >
              {t('link.make')}
            </Action>
            <Action onClick={onClose}>{t('desk.cancel')}</Action>
          </div>
          {mails && mailboxes.length > 0 ? (
            <>
              <hr />
              <SelectField
                t={t}
                id="link-to"
                label={t('link.to')}
                hint={t('link.to.hint')}
                value={mailbox}
                onInput={setTo}
                options={mailboxes}
              />
              <div class="actions">
                <Action
                  icon={sendIcon}
                  pending={state.busy === 'send' ? t('link.sending') : undefined}
                  onClick={() => void attempt('send', mail)}
                >
                  {t('link.send')}
                </Action>
              </div>
            </>
          ) : null}
          {mails ? null : <p class="small muted">{t('link.withheld.text')}</p>}
        </>
      )}
    </Dialog>
  );
});

/** `15 minutes`, `1 day`: in the largest unit that fits. */
function spanOf(t: OpenPortalProps['t'], minutes: number): string {
  const [count, unit] =
    minutes % 1440 === 0
      ? [minutes / 1440, 'day']
      : minutes % 60 === 0
        ? [minutes / 60, 'hour']
        : [minutes, 'minute'];
  return new Intl.NumberFormat(t.manner.locale, {
    style: 'unit',
    unit: String(unit),
    unitDisplay: 'long',
  }).format(Number(count));
}
