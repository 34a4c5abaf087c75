import { useRef, useState } from 'preact/hooks';
import { currencyExponent } from '../../../kit/common/money.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { Frame } from '../../../kit/ui/form/Field.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { customerField } from '../../customers/console/ChooseCustomer.tsx';
import type { DocumentKind } from '../schema.ts';
import { type AnyDocument, addressOf, type Props } from './looks.tsx';
import { isPdf, sendPdf } from './pdf.ts';

/** `118.40` or `118,40` in the currency's smallest unit; `undefined` for anything else. */
export function amountTyped(text: string, currency: string): number | undefined {
  const exponent = currencyExponent(currency);
  const [, whole = '', fraction = ''] = /^\s*(\d{1,12})(?:[.,](\d+))?\s*$/.exec(text) ?? [];
  if (!whole || fraction.length > exponent) return undefined;
  return Number(whole + fraction.padEnd(exponent, '0'));
}

/** An invoice or credit note that another program made, with its PDF: the customer gets it as it is. */
export const NewDocument = watching(function NewDocument({ desk, t, query }: Props) {
  // A form keeps what it was given when it was first drawn: what is chosen later is looked up.
  const chosen = useRef<File | undefined>(undefined);
  const [wrong, setWrong] = useState(false);
  const amount = (value: string, values: Readonly<Record<string, unknown>>) =>
    value !== '' && amountTyped(value, String(values['currency'])) === undefined
      ? t('invoices.new.amount.wrong')
      : undefined;
  return (
    <>
      <PageHead title={t('invoices.new')} crumbs={[{ label: t('invoices.title'), to: '/documents' }]} />
      <div class="page narrow">
        <Form
          name={`document new ${query['customerId'] ?? ''}`}
          start={{
            ...{
              kind: 'invoice',
              customerId: query['customerId'] ?? '',
              number: '',
              title: '',
              issuedOn: '',
            },
            ...{ dueOn: '', currency: 'EUR', gross: '', tax: '', paid: false },
          }}
          cancel="/documents"
          submit={t('invoices.new.save')}
          pending={t('invoices.new.saving')}
          failed={t('invoices.new.failed')}
          groups={(values) => [
            {
              fields: [
                {
                  name: 'kind',
                  label: t('invoices.new.kind'),
                  kind: 'select',
                  always: true,
                  width: 'w-middle',
                  options: (['invoice', 'credit-note'] as const).map((value) => ({
                    value,
                    label: t(`invoices.new.${value}`),
                  })),
                },
                customerField(
                  { label: t('invoices.new.customer'), need: t('invoices.new.customer.need') },
                  query['customerId'],
                ),
                {
                  name: 'number',
                  label: t('invoices.number'),
                  need: t('invoices.new.number.need'),
                  width: 'w-middle',
                },
                { name: 'title', label: t('invoices.what') },
                [
                  {
                    name: 'issuedOn',
                    label: t('invoices.issued'),
                    kind: 'date',
                    need: t('invoices.new.issued.need'),
                  },
                  ...(values['kind'] === 'invoice'
                    ? [{ name: 'dueOn', label: t('invoices.due'), kind: 'date' } as const]
                    : []),
                ],
                {
                  name: 'currency',
                  label: t('invoices.new.currency'),
                  need: t('invoices.new.currency.need'),
                  width: 'w-short',
                  check: (value: string) =>
                    /^[A-Z]{3}$/.test(value) ? undefined : t('invoices.new.currency.need'),
                },
                [
                  {
                    name: 'gross',
                    label: t('invoices.new.gross'),
                    need: t('invoices.new.gross.need'),
                    ltr: true,
                    check: amount,
                  },
                  { name: 'tax', label: t('invoices.new.tax'), ltr: true, check: amount },
                ],
                { name: 'paid', label: t('invoices.new.paid'), kind: 'check', always: true },
              ],
            },
          ]}
          onSave={async (values) => {
            const text = (name: string) => String(values[name]).trim();
            const file = chosen.current;
            if (file && !(await isPdf(file))) {
              setWrong(true);
              throw new Error('not a PDF');
            }
            const kind = text('kind') as DocumentKind;
            const currency = text('currency');
            const made = await desk.api.post<AnyDocument>(addressOf(kind), {
              ...{ origin: 'external', customerId: text('customerId'), number: text('number'), currency },
              issuedOn: text('issuedOn'),
              ...(text('title') && { title: text('title') }),
              ...(kind === 'invoice' && text('dueOn') && { dueOn: text('dueOn') }),
              gross: amountTyped(text('gross'), currency),
              ...(text('tax') && { tax: amountTyped(text('tax'), currency) }),
              status: values['paid'] ? 'paid' : 'open',
            });
            // Without its PDF the document is there all the same: its page offers to choose one again.
            const sent = file ? await sendPdf(desk, kind, made.id, file).catch(() => undefined) : made;
            desk.say(t(sent ? 'invoices.new.saved' : 'invoices.pdf.none'));
            desk.places.go(`/documents/${made.id}`, { replace: true });
          }}
        >
          <Frame
            t={desk.t}
            id="document-pdf"
            label={t('invoices.pdf.file')}
            hint={t('invoices.pdf.hint')}
            error={wrong ? t('invoices.pdf.wrong') : undefined}
            optional
            value=""
            onInput={() => undefined}
          >
            <input
              class="input"
              id="document-pdf"
              type="file"
              accept="application/pdf,.pdf"
              aria-describedby="document-pdf-hint"
              onChange={(event) => {
                setWrong(false);
                chosen.current = event.currentTarget.files?.[0];
              }}
            />
          </Frame>
        </Form>
      </div>
    </>
  );
});
