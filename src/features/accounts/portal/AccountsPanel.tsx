import { Button } from '../../../kit/ui/Button.tsx';
import { Facts } from '../../../kit/ui/Facts.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { Find } from '../../../kit/ui/panel/Find.tsx';
import { More } from '../../../kit/ui/panel/More.tsx';
import { useLoaded, Waiting } from '../../../kit/ui/panel/Waiting.tsx';
import { Row } from '../../../kit/ui/Row.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import type { Account } from '../schema.ts';
import { type AccountsApi, AccountsModel } from './accounts-model.ts';
import type { AccountsWords } from './words.ts';

export interface AccountsPanelProps {
  readonly t: AccountsWords;
  readonly api: AccountsApi;
  /** Where not, they are listed and that is all. */
  readonly mayOpen: boolean;
  readonly onReady: (error?: unknown) => void;
}

type Model = ReturnType<typeof modelOf>;
const modelOf = (api: AccountsApi) => new AccountsModel(api);
/** Fewer are seen at a glance. */
const worthSearching = 8;

/** The accounts below: what they use together, each with its figures, and the way in. */
export const AccountsPanel = watching(function AccountsPanel(props: AccountsPanelProps) {
  const { t, api, onReady } = props;
  const model = useModel(() => modelOf(api));
  const state = useLoaded(model, onReady);
  return (
    <div class="panel accounts" data-portico-panel="accounts" data-portico-state={state}>
      <PanelHead title={t('accounts.title')} />
      <Waiting t={t} model={model} what={t('accounts.title')} failed={t('accounts.failed')} />
      {state === 'ready' ? <Listed {...props} model={model} /> : null}
    </div>
  );
});

const Listed = watching(function Listed(props: AccountsPanelProps & { readonly model: Model }) {
  const { t, model } = props;
  const items = model.items.value;
  const search = model.search.value;
  const sums = model.sums.value;
  const month = (of: string) =>
    new Intl.DateTimeFormat(t.manner.locale, { month: 'long', timeZone: 'UTC' }).format(
      new Date(`${of}-15T12:00:00Z`),
    );
  if (sums && sums.total.accounts === 0) return <p class="measure">{t('accounts.empty')}</p>;
  return (
    <>
      {sums ? (
        <Facts
          facts={[
            { label: t('accounts.count'), value: t.number(sums.total.accounts) },
            {
              label: t('accounts.calls', { month: month(sums.month) }),
              value: t.number(sums.total.calls),
              sub: t('accounts.own', { count: sums.own.calls }),
            },
            {
              label: t('accounts.domains'),
              value: t.number(sums.total.domains),
              sub: t('accounts.own', { count: sums.own.domains }),
            },
          ]}
        />
      ) : null}
      {sums && sums.total.accounts >= worthSearching ? (
        <Find label={t('accounts.find')} value={search} onFind={(text) => void model.find(text)} />
      ) : null}
      <p class={items.length === 0 ? '' : 'vh'} role="status">
        {items.length === 0 ? t('accounts.none', { search }) : ''}
      </p>
      {model.openError.value ? (
        <Failed t={t} title={t('accounts.open-failed')} error={model.openError.value} />
      ) : null}
      <ul class="rows">
        {items.map((account) => (
          <AccountRow key={account.id} {...props} account={account} />
        ))}
      </ul>
      <More model={model} pending={t('accounts.loading-more')}>
        {t('accounts.more')}
      </More>
    </>
  );
});

const AccountRow = watching(function AccountRow({
  t,
  model,
  mayOpen,
  account,
}: AccountsPanelProps & { readonly model: Model; readonly account: Account }) {
  const { id, name, number, status, access, calls, domains } = account;
  const isOpening = model.opening.value === id;
  return (
    <Row
      title={<bdi>{name}</bdi>}
      meta={[
        number ?? undefined,
        t('accounts.used', { calls }),
        domains > 0 ? t('accounts.has-domains', { domains }) : undefined,
        status !== 'active' ? t('accounts.off') : access === 'view' ? t('accounts.look') : undefined,
      ]}
      end={
        mayOpen && status === 'active' ? (
          <Button onClick={() => void model.open(id)} pending={isOpening ? t('accounts.opening') : undefined}>
            {t('accounts.open')}
            <span class="vh">{name}</span>
          </Button>
        ) : undefined
      }
    />
  );
});
