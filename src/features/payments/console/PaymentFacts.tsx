import { To } from '../../../kit/ui/console/Action.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Pairs, Section } from '../../../kit/ui/console/Page.tsx';
import type { Customer } from '../../customers/schema.ts';
import type { Payment } from '../schema.ts';
import type { Props } from './words.ts';

interface FactsProps {
  readonly t: Props['t'];
  readonly payment: Payment;
  readonly customer: Customer | undefined;
}

/** Whose payment it is, how and when it came, and what it pays. */
export function PaymentFacts({ t, payment: found, customer }: FactsProps) {
  return (
    <aside aria-label={t('payments.details')}>
      <Section title={t('payments.details')}>
        <Pairs
          pairs={[
            ...(customer
              ? [
                  {
                    label: t('payments.customer'),
                    value: <To to={`/customers/${customer.id}`}>{customer.name}</To>,
                  },
                ]
              : []),
            { label: t('payments.kind'), value: t(`payments.kind.${found.kind}`) },
            ...(found.reference
              ? [{ label: t('payments.reference'), value: <bdi>{found.reference}</bdi> }]
              : []),
            { label: t('payments.made'), value: moment(t, found.createdAt) },
            ...(found.completedAt
              ? [{ label: t('payments.completed'), value: moment(t, found.completedAt) }]
              : []),
            ...(found.failure ? [{ label: t('payments.failure'), value: <bdi>{found.failure}</bdi> }] : []),
            ...(found.invoiceId
              ? [
                  {
                    label: t('payments.invoice'),
                    value: <To to={`/documents/${found.invoiceId}`}>{t('payments.invoice.open')}</To>,
                  },
                ]
              : []),
            ...(found.orderId
              ? [
                  {
                    label: t('payments.order'),
                    value: <To to={`/orders/${found.orderId}`}>{t('payments.order.open')}</To>,
                  },
                ]
              : []),
            ...(found.providerId
              ? [
                  {
                    label: t('payments.provider-id'),
                    value: <bdi class="mono">{found.providerId}</bdi>,
                  },
                ]
              : []),
            { label: t('payments.id'), value: <bdi class="mono">{found.id}</bdi> },
          ]}
        />
      </Section>
    </aside>
  );
}
