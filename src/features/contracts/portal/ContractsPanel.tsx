import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Link } from '../../../kit/browser/router.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { arrowLeft } from '../../../kit/ui/icons.ts';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { Skeleton } from '../../../kit/ui/Skeleton.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import type { Contract } from '../schema.ts';
import { ContractDetail, ContractState, ContractTerm, Price } from './ContractDetail.tsx';
import { type ContractsApi, ContractsModel } from './contracts-model.ts';
import { type ContractsWords, whatHappens } from './words.ts';

export interface ContractsPanelProps {
  readonly t: ContractsWords;
  readonly api: ContractsApi;
  /** What came with the session; without it the panel asks. */
  readonly initial?: readonly Contract[] | undefined;
  readonly today: string;
  readonly brand: string;
  readonly customer: { readonly name: string; readonly number: string | null };
  /** The contract that the address names, among several. */
  readonly openId: string | null;
  readonly linkTo: (id: string | null) => Link;
  /** What can be done about a contract; `open` shows a page in its place, `changed` asks for all of them anew. */
  readonly actions?: (contract: Contract, place: ContractPlace) => ComponentChildren;
  readonly onReady: (error?: unknown) => void;
}

export interface ContractPlace {
  open(page: ComponentChildren): void;
  changed(): void;
}

export const ContractsPanel = watching(function ContractsPanel(props: ContractsPanelProps) {
  const { t, api, initial, customer, onReady } = props;
  const model = useModel(() => new ContractsModel(api, initial));
  const state = model.state.value;
  useEffect(() => {
    if (!initial) void model.load();
  }, [model, initial]);
  useEffect(() => {
    if (state !== 'loading') onReady(model.error.peek());
  }, [state, model, onReady]);

  return (
    <div class="panel" data-portico-panel="contracts" data-portico-state={state}>
      <PanelHead
        title={t('contracts.title')}
        bits={[
          customer.name,
          customer.number ? t('contracts.customer-number', { number: customer.number }) : undefined,
        ]}
      />
      {state === 'failed' ? (
        <Failed t={t} title={t('state.failed')} error={model.error.value} onRetry={() => void model.load()} />
      ) : null}
      {state === 'loading' ? (
        <Skeleton label={t('state.loading', { what: t('contracts.title') })} slow={t('state.slow')} />
      ) : (
        <Contracts
          {...props}
          contracts={model.contracts.value}
          failed={state === 'failed'}
          onChanged={() => void model.load()}
        />
      )}
    </div>
  );
});

interface ContractsProps extends ContractsPanelProps {
  readonly contracts: readonly Contract[];
  readonly failed: boolean;
  readonly onChanged: () => void;
}

/** One contract, or the page that one of its actions opened. */
function OneContract({
  contract,
  onChanged,
  actions,
  ...props
}: ContractsProps & { readonly contract: Contract }) {
  const [page, open] = useState<ComponentChildren>(null);
  const place = { open, changed: onChanged };
  return (
    page ?? (
      <>
        {props.contracts.length > 1 ? (
          <a class="small back" {...props.linkTo(null)}>
            <Icon d={arrowLeft} class="flip" /> {props.t('contracts.back')}
          </a>
        ) : null}
        <ContractDetail
          t={props.t}
          today={props.today}
          contract={contract}
          actions={actions?.(contract, place)}
        />
      </>
    )
  );
}

function Contracts(props: ContractsProps) {
  const { contracts, failed, t, today, brand, openId, linkTo } = props;
  const [first] = contracts;
  if (!first) {
    return failed ? null : (
      <div class="measure">
        <p>{t('contracts.empty')}</p>
        <p class="small muted">{t('contracts.empty.text', { brand })}</p>
      </div>
    );
  }
  if (contracts.length === 1) return <OneContract {...props} contract={first} />;
  const open = contracts.find(({ id }) => id === openId);
  if (open) return <OneContract key={open.id} {...props} contract={open} />;
  return (
    <ul class="rows">
      {contracts.map((contract) => (
        <li key={contract.id} class="row tall" data-portico-part="row">
          <div class="what">
            <span class="section-head">
              <a {...linkTo(contract.id)}>{contract.title}</a>
              <ContractState t={t} contract={contract} />
            </span>
            {contract.number ? (
              <span class="meta">
                <bdi>{t('contracts.number', { number: contract.number })}</bdi>
              </span>
            ) : null}
          </div>
          <div class="how">
            <span>
              <Price t={t} contract={contract} />
            </span>
          </div>
          <div class="whole">
            <ContractTerm t={t} contract={contract} today={today} plain={contract.status === 'expired'} />
            <p class="small muted">{whatHappens(t, contract)}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
