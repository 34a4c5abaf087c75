import { useState } from 'preact/hooks';
import { hasLetters } from '../../../kit/common/letter-languages.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { plus } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead, Pairs } from '../../../kit/ui/console/Page.tsx';
import { check, circleAlert, circleOff, clock } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { customerField } from '../../customers/console/ChooseCustomer.tsx';
import { useTextLanguages } from '../../portals/console/text-languages.ts';
import { Language } from '../../portals/schema.ts';
import { type Approval, ApprovalState, type ListedApproval } from '../schema.ts';
import type en from './messages/en.json';

type Props = ViewProps<keyof typeof en>;
type Part = Omit<Props, 'path'>;
const collection = '/api/v1/approvals';
const titleOf = ({ texts }: Approval): string => Object.values(texts)[0]?.title ?? '';
const looks = {
  open: ['warn', clock],
  overdue: ['bad', circleAlert],
  approved: ['good', check],
  withdrawn: ['past', circleOff],
} as const;

/** Contracts that customers are to approve: `/approvals`, `/approvals/new` and one of them. */
export const ApprovalsView = watching(function ApprovalsView({ path, ...props }: Props) {
  const [id] = path;
  if (id === 'new') return <New {...props} />;
  return id ? <One {...props} key={id} id={id} /> : <All {...props} />;
});

const All = watching(function All({ desk, t, query }: Part) {
  const { customerId } = query;
  const add = desk.may('contracts:write') ? (
    <Action
      kind="primary"
      icon={plus}
      to={`/approvals/new${customerId ? `?customerId=${encodeURIComponent(customerId)}` : ''}`}
    >
      {t('approvals.new')}
    </Action>
  ) : null;
  return (
    <>
      <PageHead title={t('approvals.title')} actions={add} />
      <List<ListedApproval>
        name="approvals"
        title={t('approvals.title')}
        path={collection}
        nameOf={titleOf}
        to={({ id }) => `/approvals/${id}`}
        search={t('approvals.search')}
        filters={[
          {
            name: 'state',
            label: t('approvals.state'),
            options: ApprovalState.options.map((value) => ({ value, label: t(`approvals.state.${value}`) })),
          },
        ]}
        columns={[
          { key: 'title', label: t('approvals.name'), fill: true, cell: titleOf },
          {
            key: 'customer',
            label: t('approvals.customer'),
            cell: ({ customerId, customerName }) => <To to={`/customers/${customerId}`}>{customerName}</To>,
          },
          { key: 'due', label: t('approvals.due'), cell: ({ dueOn }) => (dueOn ? t.day(dueOn) : '–') },
          {
            key: 'state',
            label: t('approvals.state'),
            cell: ({ state }) => (
              <Badge tone={looks[state][0]} icon={looks[state][1]}>
                {t(`approvals.state.${state}`)}
              </Badge>
            ),
          },
        ]}
        empty={
          <>
            <p class="strong">{t('approvals.empty')}</p>
            {add}
          </>
        }
      />
    </>
  );
});

const New = watching(function New({ desk, t, query }: Part) {
  const letters = useTextLanguages()().filter(hasLetters);
  return (
    <>
      <PageHead title={t('approvals.new')} crumbs={[{ label: t('approvals.title'), to: '/approvals' }]} />
      <div class="page narrow">
        <Form
          name={`approval new ${query.customerId ?? ''}`}
          start={{
            ...{ customerId: query.customerId ?? '', dueOn: '', consequence: 'none', remindDays: '3' },
            ...Object.fromEntries(
              Language.options.flatMap((tag) => [
                [`title-${tag}`, ''],
                [`text-${tag}`, ''],
              ]),
            ),
          }}
          cancel="/approvals"
          submit={t('approvals.make')}
          pending={t('approvals.making')}
          failed={t('approvals.failed')}
          onSave={async (values) => {
            const text = (name: string) => String(values[name] ?? '').trim();
            const texts = Object.fromEntries(
              Language.options.flatMap((tag) =>
                text(`title-${tag}`) && text(`text-${tag}`)
                  ? [[tag, { title: text(`title-${tag}`), text: text(`text-${tag}`) }]]
                  : [],
              ),
            );
            const made = await desk.api.post<Approval>(collection, {
              ...{ customerId: text('customerId'), texts, dueOn: text('dueOn') || null },
              ...{ consequence: values.consequence, remindDays: Number(text('remindDays') || '0') },
            });
            desk.say(t('approvals.made'));
            desk.places.go(`/approvals/${made.id}`, { replace: true });
          }}
          groups={() => [
            {
              fields: [
                customerField(
                  { label: t('approvals.customer'), need: t('approvals.customer.need') },
                  query.customerId,
                ),
                [
                  { name: 'dueOn', label: t('approvals.due'), kind: 'date', hint: t('approvals.due.hint') },
                  { name: 'remindDays', label: t('approvals.remind'), width: 'w-short', ltr: true },
                ],
                {
                  name: 'consequence',
                  label: t('approvals.consequence'),
                  kind: 'select',
                  always: true,
                  options: (['none', 'hold'] as const).map((value) => ({
                    value,
                    label: t(`approvals.consequence.${value}`),
                  })),
                },
              ],
            },
            ...(letters.length > 0 ? letters : (['en'] as const)).map((tag) => ({
              title: new Intl.DisplayNames([t.manner.locale], { type: 'language' }).of(tag) ?? tag,
              fields: [
                { name: `title-${tag}`, label: t('approvals.name') },
                { name: `text-${tag}`, label: t('approvals.text'), kind: 'area' as const },
              ],
            })),
          ]}
        />
      </div>
    </>
  );
});

const One = watching(function One({ desk, t, id }: Part & { readonly id: string }) {
  const at = `${collection}/${id}`;
  const loaded = useLoad(id, () => desk.api.get<Approval>(at));
  const [asks, setAsks] = useState(false);
  return (
    <Load of={loaded} what={t('approvals.title')}>
      {(approval) => {
        const { state, dueOn, approved, texts, hashes } = approval;
        const waits = state === 'open' || state === 'overdue';
        return (
          <>
            <PageHead
              title={titleOf(approval)}
              crumbs={[{ label: t('approvals.title'), to: '/approvals' }]}
              actions={
                <>
                  <a class="btn outlined" href={`${at}/pdf`} download={`${id}.pdf`}>
                    {t('approvals.pdf')}
                  </a>
                  {waits && desk.may('contracts:write') ? (
                    <Action kind="danger" onClick={() => setAsks(true)}>
                      {t('approvals.withdraw')}
                    </Action>
                  ) : null}
                </>
              }
            />
            <div class="page">
              <Pairs
                pairs={[
                  {
                    label: t('approvals.state'),
                    value: (
                      <Badge tone={looks[state][0]} icon={looks[state][1]}>
                        {t(`approvals.state.${state}`)}
                      </Badge>
                    ),
                  },
                  {
                    label: t('approvals.customer'),
                    value: <To to={`/customers/${approval.customerId}`}>{approval.customerId}</To>,
                    mono: true,
                  },
                  { label: t('approvals.due'), value: dueOn ? t.day(dueOn) : '–' },
                  { label: t('approvals.by'), value: approved && <bdi>{approved.name}</bdi> },
                  { label: t('approvals.at'), value: approved && moment(t, approved.at) },
                  { label: 'SHA-256', value: approved?.sha256, mono: true },
                ]}
              />
              {Object.entries(texts).map(([tag, one]) => (
                <section key={tag} lang={tag} class="measure">
                  <h2 class="section-title strong">{one.title}</h2>
                  <p style={{ whiteSpace: 'pre-wrap' }}>{one.text}</p>
                  <p class="small muted mono">{hashes[tag as 'en']}</p>
                </section>
              ))}
            </div>
            {asks ? (
              <Confirm
                title={t('approvals.withdraw.ask')}
                label={t('approvals.withdraw')}
                pending={t('approvals.withdrawing')}
                onClose={() => setAsks(false)}
                act={async () => {
                  await desk.api.delete(at);
                  setAsks(false);
                  loaded.reload();
                }}
              >
                <p>{t('approvals.withdraw.then')}</p>
              </Confirm>
            ) : null}
          </>
        );
      }}
    </Load>
  );
});
