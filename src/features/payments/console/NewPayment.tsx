import { useRef } from 'preact/hooks';
import { randomKey } from '../../../kit/browser/vendor-api.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { customerField } from '../../customers/console/ChooseCustomer.tsx';
import type { Payment } from '../schema.ts';
import { amountTyped, type Part } from './words.ts';

/** Money that came or went outside of a provider: a transfer, cash, a gift, or a purchase from the balance. */
export const NewPayment = watching(function NewPayment({ desk, t, query }: Part) {
  // The same booking keeps its key while the form is open: sent again after a lost answer, it books nothing twice.
  const keys = useRef(new Map<string, string>());
  const keyOf = (body: object): string => {
    const text = JSON.stringify(body);
    const key = keys.current.get(text) ?? randomKey();
    keys.current.set(text, key);
    return key;
  };
  return (
    <>
      <PageHead title={t('payments.new')} crumbs={[{ label: t('payments.title'), to: '/payments' }]} />
      <div class="page narrow">
        <Form
          name={`payment new ${query.customerId ?? ''}`}
          start={{
            ...{ customerId: query.customerId ?? '', kind: 'invoice', status: 'completed', currency: 'EUR' },
            ...{ amount: '', description: '', reference: '', invoiceId: '' },
          }}
          cancel="/payments"
          submit={t('payments.new.save')}
          pending={t('payments.new.saving')}
          failed={t('payments.new.failed')}
          refusals={{ 'payment.balance-too-low': t('payments.new.too-low') }}
          onSave={async (values) => {
            const currency = String(values.currency);
            const body = {
              ...{ customerId: String(values.customerId).trim(), kind: values.kind, status: values.status },
              amount: { amount: amountTyped(String(values.amount), currency), currency },
              description: values.description,
              ...(values.reference && { reference: values.reference }),
              ...(values.invoiceId && { invoiceId: String(values.invoiceId).trim() }),
            };
            const made = await desk.api.post<Payment>('/api/v1/payments', body, keyOf(body));
            desk.say(t('payments.new.saved'));
            desk.places.go(`/payments/${made.id}`, { replace: true });
          }}
          groups={(values) => [
            {
              fields: [
                customerField(
                  { label: t('payments.customer'), need: t('payments.customer.need') },
                  query.customerId,
                ),
                [
                  {
                    name: 'amount',
                    label: t('payments.amount'),
                    hint: t('payments.amount.hint'),
                    need: t('payments.amount.need'),
                    ltr: true,
                    check: (value: string) =>
                      amountTyped(value, String(values.currency)) ? undefined : t('payments.amount.need'),
                  },
                  {
                    name: 'currency',
                    label: t('payments.currency'),
                    need: t('payments.currency.need'),
                    width: 'w-short',
                    check: (value: string) =>
                      /^[A-Z]{3}$/.test(value) ? undefined : t('payments.currency.need'),
                  },
                ],
                [
                  {
                    name: 'kind',
                    label: t('payments.kind'),
                    kind: 'select',
                    always: true,
                    options: (['invoice', 'sepa', 'manual'] as const).map((value) => ({
                      value,
                      label: t(`payments.kind.${value}`),
                    })),
                  },
                  {
                    name: 'status',
                    label: t('payments.status'),
                    kind: 'select',
                    always: true,
                    options: (['completed', 'pending'] as const).map((value) => ({
                      value,
                      label: t(`payments.new.${value}`),
                    })),
                  },
                ],
                { name: 'description', label: t('payments.what') },
                { name: 'reference', label: t('payments.reference'), width: 'w-middle' },
                {
                  name: 'invoiceId',
                  label: t('payments.invoice'),
                  hint: t('payments.invoice.hint'),
                  mono: true,
                },
              ],
            },
          ]}
        />
      </div>
    </>
  );
});
