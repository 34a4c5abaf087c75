import { Badge, type Tone } from '../../../kit/ui/Badge.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { undo2 } from '../../../kit/ui/console/icons.ts';
import { check, circleAlert, circleOff, clock } from '../../../kit/ui/icons.ts';
import type { CreditNote, DocumentKind, Invoice } from '../schema.ts';
import type en from './messages/en.json';

export type Props = ViewProps<keyof typeof en>;
export type AnyDocument = Invoice | CreditNote;

export const kindOf = (id: string): DocumentKind => (id.startsWith('crn_') ? 'credit-note' : 'invoice');
export const addressOf = (kind: DocumentKind): string =>
  kind === 'invoice' ? '/api/v1/invoices' : '/api/v1/credit-notes';

const looks: Readonly<Record<Invoice['status'], readonly [Tone, string]>> = {
  open: ['warn', clock],
  overdue: ['bad', circleAlert],
  paid: ['good', check],
  refunded: ['past', undo2],
  cancelled: ['past', circleOff],
};

interface StatusProps {
  readonly t: Props['t'];
  readonly document: AnyDocument;
}
export function Status({ t, document }: StatusProps) {
  const [tone, icon] = looks[document.status];
  const credit = kindOf(document.id) === 'credit-note';
  return (
    <Badge tone={tone} icon={icon}>
      {credit
        ? t(`invoices.credit.${document.status as CreditNote['status']}`)
        : t(`invoices.status.${document.status}`)}
    </Badge>
  );
}

/** The tabs of the documents' pages; letters are for who may read portals. */
export const documentTabs = (desk: Props['desk'], t: Props['t'], of = '') => [
  { key: 'invoice', label: t('invoices.tab.invoice'), to: `/documents${of}` },
  { key: 'credit-note', label: t('invoices.tab.credit-note'), to: `/documents/credit-notes${of}` },
  ...(desk.may('invoices:read')
    ? [{ key: 'corrections', label: t('invoices.tab.corrections'), to: '/documents/corrections' }]
    : []),
  ...(desk.may('portals:read')
    ? [{ key: 'letters', label: t('invoices.tab.letters'), to: '/documents/letters' }]
    : []),
];
