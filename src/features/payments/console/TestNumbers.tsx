import { Copy } from '../../../kit/ui/console/Copy.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import type { Part } from './words.ts';

/** Numbers that Stripe's test mode knows, and what becomes of a payment by each. */
const numbers = [
  { number: '4242 4242 4242 4242', kind: 'card', ends: 'paid' },
  { number: '4000 0027 6000 3184', kind: 'card', ends: 'asked' },
  { number: '4000 0000 0000 0002', kind: 'card', ends: 'declined' },
  { number: '4000 0000 0000 9995', kind: 'card', ends: 'funds' },
  { number: '4000 0000 0000 0341', kind: 'card', ends: 'later' },
  { number: 'DE89 3704 0044 0532 0130 00', kind: 'iban', ends: 'paid' },
  { number: 'DE62 3704 0044 0532 0130 01', kind: 'iban', ends: 'declined' },
] as const;

/** On a test side: what to type where a customer would type a card or an account. */
export const TestNumbers = ({ t }: Pick<Part, 't'>) => (
  <Section title={t('payments.test-numbers')}>
    <p class="small muted">{t('payments.test-numbers.text')}</p>
    <Table
      name={t('payments.test-numbers')}
      items={numbers}
      idOf={({ number }) => number}
      columns={[
        {
          key: 'number',
          label: t('payments.test-numbers.number'),
          cell: ({ number }) => (
            <>
              <bdi class="mono nowrap">{number}</bdi> <Copy text={number} what={number} iconOnly />
            </>
          ),
        },
        {
          key: 'kind',
          label: t('payments.test-numbers.kind'),
          cell: ({ kind }) => t(`payments.test-numbers.${kind}`),
        },
        {
          key: 'ends',
          label: t('payments.test-numbers.ends'),
          fill: true,
          cell: ({ ends }) => t(`payments.test-numbers.ends.${ends}`),
        },
      ]}
    />
  </Section>
);
