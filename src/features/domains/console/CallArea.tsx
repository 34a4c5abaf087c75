import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Copy } from '../../../kit/ui/console/Copy.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { triangleAlert } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Figures, PageHead, Pairs, Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { ListedCustomer } from '../../customers/schema.ts';
import type { CallMonths, CustomerCalls } from '../call-schema.ts';
import { ByContracts } from './ByContracts.tsx';
import { type Part, type T, usedOf } from './words.ts';

interface Known {
  readonly customer: ListedCustomer;
  readonly calls: CustomerCalls;
  readonly months: CallMonths;
}
interface One extends Part {
  readonly known: Known;
  readonly reload: () => void;
}

/** What one customer may call and does, and how that is dealt with. */
export const CallArea = watching(function CallArea(props: Part & { readonly customerId: string }) {
  const { desk, t, customerId } = props;
  const loaded = useLoad(`calls of ${customerId}`, async (): Promise<Known> => {
    const at = `/api/v1/customers/${customerId}`;
    const [customer, calls, months] = await Promise.all([
      desk.api.get<ListedCustomer>(at),
      desk.api.get<CustomerCalls>(`${at}/calls`),
      desk.api.get<CallMonths>(`${at}/calls/months`),
    ]);
    return { customer, calls, months };
  });
  const name = loaded.value?.customer.name;
  return (
    <>
      <PageHead
        title={name ? t('domains.calls.of', { name }) : t('domains.calls')}
        crumbs={[
          { label: t('domains.title'), to: '/domains' },
          ...(name ? [{ label: name, to: `/customers/${customerId}` }] : []),
        ]}
      />
      <div class="page">
        <Load of={loaded} what={t('domains.calls')} rows={6}>
          {(known) => (
            <>
              <Used {...props} known={known} reload={loaded.reload} />
              <ByContracts {...props} known={known} reload={loaded.reload} />
              <Rules {...props} known={known} reload={loaded.reload} key={JSON.stringify(known.calls)} />
              <Key {...props} known={known} reload={loaded.reload} />
              <Months t={t} months={known.months} />
              <Resets t={t} calls={known.calls} />
            </>
          )}
        </Load>
      </div>
    </>
  );
});

/** `November 2026` of `2026-11`. */
const monthOf = (t: T, month: string): string =>
  new Intl.DateTimeFormat(t.manner.locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  );

const Used = watching(function Used({ desk, t, known, reload }: One) {
  const { customer, calls } = known;
  const [asks, setAsks] = useState(false);
  const { runsOutOn, expected } = calls.outlook;
  return (
    <Section
      title={t('domains.used')}
      end={
        desk.may('domains:write') ? (
          <Action small onClick={() => setAsks(true)}>
            {t('domains.reset')}
          </Action>
        ) : undefined
      }
    >
      <div class="measured">
        <Figures
          figures={[
            {
              label: t('domains.calls.month', { month: monthOf(t, calls.month) }),
              value: usedOf(t, calls.used, calls.allowed),
              sub: runsOutOn
                ? t('domains.runs-out', { day: t.day(runsOutOn) })
                : t('domains.expected', { expected }),
            },
            { label: t('domains.title'), value: usedOf(t, customer.usage.domains, customer.limits.domains) },
            { label: t('domains.label'), value: usedOf(t, calls.noLabel.used, calls.noLabel.allowed) },
            { label: t('domains.waiting'), value: t.number(calls.waiting) },
          ]}
        />
      </div>
      {asks ? (
        <Dialog title={t('domains.reset')} onClose={() => setAsks(false)}>
          <Form
            name={`reset ${customer.id}`}
            keepsDraft={false}
            danger
            start={{ reason: '' }}
            submit={t('domains.reset.go')}
            pending={t('domains.working')}
            failed={t('domains.failed')}
            cancel={() => setAsks(false)}
            onSave={async ({ reason }) => {
              await desk.api.post(`/api/v1/customers/${customer.id}/calls/resets`, { reason });
              setAsks(false);
              desk.say(t('domains.reset.done'));
              reload();
            }}
            groups={() => [
              {
                hint: t('domains.reset.text', { used: calls.used, month: monthOf(t, calls.month) }),
                fields: [{ name: 'reason', label: t('domains.reason'), need: t('domains.reason.need') }],
              },
            ]}
          />
        </Dialog>
      ) : null}
    </Section>
  );
});

const listOf = (text: unknown): string[] =>
  String(text)
    .split(/[\s,]+/)
    .map((one) => one.trim().toLowerCase())
    .filter(Boolean);

const Rules = watching(function Rules({ desk, t, known, reload }: One) {
  const { customer, calls } = known;
  const choice = <Name extends 'automatic' | 'atZero' | 'atMaximum'>(
    name: Name,
    values: readonly CustomerCalls[Name][],
  ) => ({
    ...{ name, kind: 'select' as const, always: true, label: t(`domains.${name}` as 'domains.automatic') },
    options: values.map((value) => ({
      value: value as string,
      label: t(`domains.${name}.${value}` as 'domains.automatic.off'),
    })),
  });
  return (
    <Section title={t('domains.rules')}>
      <Form
        name={`calls of ${customer.id}`}
        keepsDraft={false}
        start={{
          ...{ automatic: calls.automatic, atZero: calls.atZero, atMaximum: calls.atMaximum },
          countsWaiting: calls.countsWaiting,
          blockedHosts: calls.blockedHosts,
          thresholds: calls.thresholds?.join(', ') ?? '',
        }}
        submit={t('domains.save')}
        pending={t('domains.working')}
        failed={t('domains.failed')}
        fieldRefusals={{
          blockedHosts: t('domains.pattern.wrong'),
          thresholds: t('domains.thresholds.wrong'),
        }}
        onSave={async ({ blockedHosts, thresholds, ...rest }) => {
          const shares = listOf(thresholds).map(Number);
          await desk.api.patch(`/api/v1/customers/${customer.id}/calls`, {
            ...rest,
            blockedHosts: (blockedHosts as readonly string[])
              .map((one) => one.trim().toLowerCase())
              .filter(Boolean),
            thresholds: shares.length > 0 ? shares : null,
          });
          desk.say(t('domains.saved'));
          reload();
        }}
        groups={({ automatic }) => [
          {
            fields: [
              choice('automatic', ['off', 'review', 'at-once']),
              ...(automatic === 'off'
                ? []
                : [{ name: 'countsWaiting', kind: 'check' as const, label: t('domains.countsWaiting') }]),
              [choice('atZero', ['go-on', 'refuse']), choice('atMaximum', ['go-on', 'refuse'])],
              {
                ...{ name: 'thresholds', label: t('domains.thresholds'), hint: t('domains.thresholds.hint') },
                width: 'w-middle',
              },
              {
                ...{ name: 'blockedHosts', kind: 'lines' as const, label: t('domains.blockedHosts') },
                ...{ hint: t('domains.blockedHosts.hint'), ltr: true },
              },
            ],
          },
        ]}
      >
        {calls.automatic === 'off' ? null : (
          <Notice tone="warn" icon={triangleAlert} title={t('domains.warning')}>
            {t('domains.warning.text')}
          </Notice>
        )}
      </Form>
    </Section>
  );
});

const Key = watching(function Key({ desk, t, known, reload }: One) {
  const { customer, calls } = known;
  const [asks, setAsks] = useState(false);
  return (
    <Section
      title={t('domains.code')}
      end={
        desk.may('domains:write') ? (
          <Action small onClick={() => setAsks(true)}>
            {t('domains.key.renew')}
          </Action>
        ) : undefined
      }
    >
      <Pairs
        pairs={[
          {
            label: t('domains.key'),
            value: (
              <>
                <span dir="ltr">{calls.publishableKey}</span>{' '}
                <Copy text={calls.publishableKey} what={t('domains.key')} iconOnly />
              </>
            ),
            mono: true,
          },
        ]}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keys */}
      <pre class="code" tabIndex={0} dir="ltr">
        {calls.snippet}
      </pre>
      <div class="actions">
        <Copy text={calls.snippet} what={t('domains.code')} />
      </div>
      {asks ? (
        <Confirm
          title={t('domains.key.renew')}
          label={t('domains.key.renew')}
          pending={t('domains.working')}
          danger
          onClose={() => setAsks(false)}
          act={async () => {
            await desk.api.post(`/api/v1/customers/${customer.id}/calls/key`);
            setAsks(false);
            desk.say(t('domains.key.renewed'));
            reload();
          }}
        >
          <p>{t('domains.key.renew.text')}</p>
        </Confirm>
      ) : null}
    </Section>
  );
});

function Months({ t, months: { months, domains } }: { readonly t: T; readonly months: CallMonths }) {
  const sum = (calls: readonly number[]) => calls.reduce((all, one) => all + one, 0);
  const rows = [
    { id: 'all', host: t('domains.together'), calls: months.map(({ calls }) => calls) },
    ...domains.map(({ domainId, host, calls }) => ({
      ...{ id: domainId ?? 'none', host: host ?? t('domains.on-none'), calls },
    })),
  ];
  const [before, now] = months.slice(-2);
  return (
    <>
      <Section title={t('domains.months')}>
        <Table
          name={t('domains.months')}
          items={[...months].reverse()}
          idOf={({ month }) => month}
          columns={[
            { key: 'month', label: t('domains.month'), cell: ({ month }) => monthOf(t, month) },
            {
              key: 'calls',
              label: t('domains.hits'),
              end: true,
              class: 'num',
              cell: ({ calls }) => t.number(calls),
            },
          ]}
        />
      </Section>
      <Section title={t('domains.title')}>
        <Table
          name={t('domains.title')}
          items={rows}
          idOf={({ id }) => id}
          columns={[
            { key: 'host', label: t('domains.host'), cell: ({ host }) => <bdi>{host}</bdi> },
            ...[now, before].map((one, at) => ({
              ...{ key: `m${at}`, label: one ? monthOf(t, one.month) : '', end: true, class: 'num' },
              cell: ({ calls }: (typeof rows)[number]) => t.number(calls.at(-1 - at) ?? 0),
            })),
            {
              ...{ key: 'sum', label: t('domains.months'), end: true, class: 'num' },
              cell: ({ calls }) => t.number(sum(calls)),
            },
          ]}
        />
      </Section>
    </>
  );
}

function Resets({ t, calls: { resets } }: { readonly t: T; readonly calls: CustomerCalls }) {
  if (resets.length === 0) return null;
  return (
    <Section title={t('domains.resets')}>
      <Table
        name={t('domains.resets')}
        items={resets}
        idOf={({ id }) => id}
        columns={[
          { key: 'at', label: t('domains.when'), cell: ({ createdAt }) => moment(t, createdAt) },
          { key: 'by', label: t('domains.who'), cell: ({ by }) => by || '–' },
          { key: 'month', label: t('domains.month'), cell: ({ month }) => monthOf(t, month) },
          {
            key: 'calls',
            label: t('domains.hits'),
            end: true,
            class: 'num',
            cell: ({ calls }) => t.number(calls),
          },
          { key: 'reason', label: t('domains.reason'), fill: true, cell: ({ reason }) => reason },
        ]}
      />
    </Section>
  );
}
