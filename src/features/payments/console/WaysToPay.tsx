import { Copy } from '../../../kit/ui/console/Copy.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PaymentSettings } from '../settings-schema.ts';
import './payments.css';
import { TestNumbers } from './TestNumbers.tsx';
import { type Part, paymentTabs } from './words.ts';

const path = '/api/v1/payment-settings';

/** `/payments/ways`: which ways to pay this side of the vendor takes. */
export const WaysToPay = watching(function WaysToPay({ desk, t }: Part) {
  const known = useLoad(`payment settings ${desk.vendor.id}`, () => desk.api.get<PaymentSettings>(path));
  return (
    <>
      <PageHead
        title={t('payments.title')}
        sub={t('payments.ways.about')}
        tabs={paymentTabs(desk, t)}
        tab="ways"
      />
      <div class="page narrow">
        <Load of={known} what={t('payments.tab.ways')}>
          {(settings) => (
            <Ways
              key={settings.updatedAt ?? 'new'}
              desk={desk}
              t={t}
              settings={settings}
              onSaved={known.set}
            />
          )}
        </Load>
        {desk.vendor.side === 'test' ? <TestNumbers t={t} /> : null}
      </div>
    </>
  );
});

interface WaysProps extends Pick<Part, 'desk' | 't'> {
  readonly settings: PaymentSettings;
  readonly onSaved: (settings: PaymentSettings) => void;
}

function Ways({ desk, t, settings, onSaved }: WaysProps) {
  const { invoice, sepa, stripe } = settings;
  const test = desk.vendor.side === 'test';
  const key = (stored: string | null) =>
    stored === null ? t('payments.ways.no-key') : t('payments.ways.key', { end: stored });
  return (
    <Form
      name="ways to pay"
      start={{
        'invoice.enabled': invoice.enabled,
        'invoice.dueDays': String(invoice.dueDays),
        'sepa.enabled': sepa.enabled,
        'sepa.creditor': sepa.creditor,
        'sepa.creditorId': sepa.creditorId,
        'stripe.enabled': stripe.enabled,
        'stripe.secretKey': '',
        'stripe.webhookSecret': '',
        'stripe.endFormer': false,
      }}
      submit={t('payments.ways.save')}
      pending={t('payments.ways.saving')}
      failed={t('payments.ways.failed')}
      fieldRefusals={{
        'stripe.secretKey side': t(test ? 'payments.ways.side.test' : 'payments.ways.side.live'),
        'stripe.webhookSecret missing': t('payments.ways.webhook.need'),
        'stripe.secretKey missing': t('payments.ways.secret.need'),
        'sepa.creditorId creditor_id': t('payments.ways.creditor-id.need'),
        'sepa.creditor missing': t('payments.ways.creditor.need'),
      }}
      onSave={async (values) => {
        const text = (name: string) => String(values[name]).trim();
        const saved = await desk.api.patch<PaymentSettings>(path, {
          invoice: { enabled: values['invoice.enabled'], dueDays: Number(text('invoice.dueDays')) },
          sepa: {
            ...{ enabled: values['sepa.enabled'], creditor: text('sepa.creditor') },
            creditorId: text('sepa.creditorId'),
          },
          stripe: {
            enabled: values['stripe.enabled'],
            ...(text('stripe.secretKey') && { secretKey: text('stripe.secretKey') }),
            ...(text('stripe.webhookSecret') && { webhookSecret: text('stripe.webhookSecret') }),
            ...(values['stripe.endFormer'] && { formerWebhookSecret: null }),
          },
        });
        desk.say(t('payments.ways.saved'));
        onSaved(saved);
      }}
      groups={(values) => [
        {
          title: t('payments.kind.invoice'),
          hint: t('payments.ways.invoice.text'),
          fields: [
            { name: 'invoice.enabled', label: t('payments.ways.offer'), kind: 'check' },
            {
              name: 'invoice.dueDays',
              label: t('payments.ways.due'),
              kind: 'number',
              width: 'w-short',
              need: t('payments.ways.due.need'),
              check: (value: string) =>
                /^\d{1,3}$/.test(value) && Number(value) <= 365 ? undefined : t('payments.ways.due.need'),
            },
          ],
        },
        {
          title: t('payments.ways.sepa'),
          hint: t('payments.ways.sepa.text'),
          fields: [
            { name: 'sepa.enabled', label: t('payments.ways.offer'), kind: 'check' },
            ...(values['sepa.enabled'] || sepa.creditorId
              ? [
                  {
                    name: 'sepa.creditor',
                    label: t('payments.ways.creditor'),
                    need: t('payments.ways.creditor.need'),
                  },
                  {
                    name: 'sepa.creditorId',
                    label: t('payments.ways.creditor-id'),
                    hint: t('payments.ways.creditor-id.hint'),
                    need: t('payments.ways.creditor-id.need'),
                    mono: true,
                    ltr: true,
                    width: 'w-middle',
                  },
                ]
              : []),
          ],
        },
        {
          title: t('payments.kind.stripe'),
          hint: (
            <>
              <p>{t(test ? 'payments.ways.stripe.test' : 'payments.ways.stripe.live')}</p>
              <p>{t('payments.ways.webhook.text')}</p>
              <p class="actions">
                <bdi class="mono small payments-address">{stripe.webhookUrl}</bdi>
                <Copy text={stripe.webhookUrl} what={t('payments.ways.webhook.address')} iconOnly />
              </p>
              <p class="mono small payments-address">{stripe.webhookEvents.join(', ')}</p>
            </>
          ),
          fields: [
            { name: 'stripe.enabled', label: t('payments.ways.offer'), kind: 'check' },
            {
              name: 'stripe.secretKey',
              label: t('payments.ways.secret'),
              hint: key(stripe.secretKey),
              kind: 'password',
              always: true,
              ltr: true,
            },
            {
              name: 'stripe.webhookSecret',
              label: t('payments.ways.webhook'),
              hint: key(stripe.webhookSecret),
              kind: 'password',
              always: true,
              ltr: true,
            },
            ...(stripe.formerWebhookSecret
              ? [
                  {
                    name: 'stripe.endFormer',
                    label: t('payments.ways.former', { end: stripe.formerWebhookSecret }),
                    kind: 'check' as const,
                  },
                ]
              : []),
          ],
        },
      ]}
    >
      {desk.may('settings:write') ? null : <p class="muted small">{t('payments.ways.read-only')}</p>}
    </Form>
  );
}
