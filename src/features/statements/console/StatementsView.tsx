import { useState } from 'preact/hooks';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead, Pairs } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { check, circleOff, clock } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { Proposal, Statement, StatementLine } from '../schema.ts';
import type en from './messages/en.json';

type Props = ViewProps<keyof typeof en>;
type Part = Omit<Props, 'path'>;
const collection = '/api/v1/statements';

/** What banks brought: `/statements`, and the lines of one of them. */
export const StatementsView = watching(function StatementsView({ path, ...props }: Props) {
  const [id] = path;
  return id ? <One {...props} key={id} id={id} /> : <All {...props} />;
});

const All = watching(function All({ desk, t }: Part) {
  const [failed, setFailed] = useState<unknown>(undefined);
  const [busy, setBusy] = useState(false);
  const read = async (file: File) => {
    setBusy(true);
    setFailed(undefined);
    try {
      const text = await file.text();
      const format = text.trimStart().startsWith('<') ? 'camt.053' : 'csv';
      const made = await desk.api.post<Statement>(collection, {
        name: file.name.slice(0, 160),
        format,
        text,
      });
      desk.say(t('statements.read', { lines: made.lines, known: made.known }));
      desk.places.go(`/statements/${made.id}`);
    } catch (error) {
      setFailed(error);
    }
    setBusy(false);
  };
  return (
    <>
      <PageHead title={t('statements.title')} />
      {desk.may('payments:write') ? (
        <div class="page narrow">
          {failed ? (
            <Failed
              t={t}
              title={t(
                codeOf(failed) === 'statement.unreadable' ? 'statements.unreadable' : 'statements.failed',
              )}
              error={failed}
            />
          ) : null}
          <div class="field">
            <label for="statement-file">{t('statements.file')}</label>
            <span class="small muted" id="statement-hint">
              {t('statements.file.hint')}
            </span>
            <input
              id="statement-file"
              type="file"
              accept=".xml,.csv,.txt"
              disabled={busy}
              aria-describedby="statement-hint"
              onChange={(event) => {
                const file = event.currentTarget.files?.[0];
                if (file) void read(file);
                event.currentTarget.value = '';
              }}
            />
          </div>
        </div>
      ) : null}
      <List<Statement>
        name="statements"
        title={t('statements.title')}
        path={collection}
        nameOf={({ name }) => name}
        to={({ id }) => `/statements/${id}`}
        search={t('statements.search')}
        columns={[
          { key: 'name', label: t('statements.name'), fill: true, cell: ({ name }) => name },
          {
            key: 'account',
            label: t('statements.account'),
            cell: ({ account }) => (account ? `•••• ${account}` : '–'),
          },
          {
            key: 'lines',
            label: t('statements.lines'),
            end: true,
            class: 'num',
            cell: ({ lines }) => t.number(lines),
          },
          {
            key: 'open',
            label: t('statements.open'),
            end: true,
            class: 'num',
            cell: ({ open }) => t.number(open),
          },
          {
            key: 'at',
            label: t('statements.at'),
            extra: true,
            cell: ({ createdAt }) => moment(t, createdAt),
          },
        ]}
        empty={<p class="strong">{t('statements.empty')}</p>}
      />
    </>
  );
});

const looks = { open: ['warn', clock], booked: ['good', check], none: ['past', circleOff] } as const;

const One = watching(function One({ desk, t, id }: Part & { readonly id: string }) {
  const at = `${collection}/${id}`;
  const statement = useLoad(id, () => desk.api.get<Statement>(at));
  const [cursor, setCursor] = useState<string | null>(null);
  const lines = useLoad(`${id} ${cursor}`, () =>
    desk.api.get<{ items: StatementLine[]; nextCursor: string | null }>(
      `${at}/lines?limit=100${cursor ? `&cursor=${cursor}` : ''}`,
    ),
  );
  const [asked, setAsked] = useState<{ line: StatementLine; proposal: Proposal } | undefined>(undefined);
  const [failed, setFailed] = useState<unknown>(undefined);
  const may = desk.may('payments:write');
  const again = () => {
    statement.reload();
    lines.reload();
  };
  const act = (run: () => Promise<unknown>) => {
    setFailed(undefined);
    void run().then(again, setFailed);
  };
  const book = async (line: StatementLine, { kind, id: of }: Proposal, excess?: 'balance' | 'refund') => {
    const body = {
      ...(kind === 'invoice' ? { invoiceId: of } : { paymentId: of }),
      ...(excess && { excess }),
    };
    await desk.api.post(`${at}/lines/${line.id}/booking`, body);
  };
  return (
    <Load of={statement} what={t('statements.title')}>
      {(found) => (
        <>
          <PageHead
            title={found.name}
            crumbs={[{ label: t('statements.title'), to: '/statements' }]}
            actions={
              may && found.open > 0 ? (
                <Action
                  kind="primary"
                  onClick={() =>
                    act(async () => {
                      const done = await desk.api.post<{ booked: number }>(`${at}/bookings`, {});
                      desk.say(t('statements.booked', { count: done.booked }));
                    })
                  }
                >
                  {t('statements.book-sure')}
                </Action>
              ) : null
            }
          />
          <div class="page">
            <Pairs
              pairs={[
                { label: t('statements.lines'), value: t.number(found.lines) },
                { label: t('statements.known'), value: t.number(found.known) },
                { label: t('statements.open'), value: t.number(found.open) },
              ]}
            />
            {failed ? <Failed t={t} title={t('statements.act-failed')} error={failed} /> : null}
            <Load of={lines} what={t('statements.lines')}>
              {({ items, nextCursor }) => (
                <>
                  <Table
                    name={t('statements.lines')}
                    items={items}
                    idOf={(line) => line.id}
                    columns={[
                      { key: 'day', label: t('statements.day'), cell: (line) => t.day(line.bookedOn) },
                      {
                        key: 'who',
                        label: t('statements.who'),
                        fill: true,
                        cell: (line) => (
                          <>
                            <bdi class="strong">{line.name}</bdi> <bdi class="small muted">{line.text}</bdi>
                          </>
                        ),
                      },
                      {
                        key: 'amount',
                        label: t('statements.amount'),
                        end: true,
                        class: 'money',
                        cell: (line) => t.money(line.amount),
                      },
                      {
                        key: 'for',
                        label: t('statements.for'),
                        cell: (line) => (
                          <>
                            {line.paymentIds.map((payment) => (
                              <To key={payment} to={`/payments/${payment}`}>
                                {t('statements.payment')}
                              </To>
                            ))}
                            {line.proposals.slice(0, 3).map((proposal) => (
                              <span class="actions" key={proposal.id}>
                                {may ? (
                                  <Action onClick={() => setAsked({ line, proposal })}>
                                    {proposal.reference} · {t.money(proposal.due)}
                                  </Action>
                                ) : (
                                  proposal.reference
                                )}
                                <span class="small muted">
                                  {proposal.customerName},{' '}
                                  {t(
                                    proposal.confidence === 'amount'
                                      ? 'statements.amount-fits'
                                      : `statements.${proposal.confidence}`,
                                  )}
                                </span>
                              </span>
                            ))}
                          </>
                        ),
                      },
                      {
                        key: 'state',
                        label: t('statements.state'),
                        cell: (line) => (
                          <Badge tone={looks[line.state][0]} icon={looks[line.state][1]}>
                            {t(`statements.state.${line.state}`)}
                          </Badge>
                        ),
                      },
                      {
                        key: 'act',
                        label: t('statements.act'),
                        quiet: true,
                        cell: (line) =>
                          !may || line.amount.amount <= 0 ? null : line.state === 'booked' ? (
                            <Action
                              onClick={() => act(() => desk.api.delete(`${at}/lines/${line.id}/booking`))}
                            >
                              {t('statements.undo')}
                            </Action>
                          ) : line.state === 'open' ? (
                            <Action
                              onClick={() => act(() => desk.api.post(`${at}/lines/${line.id}/aside`, {}))}
                            >
                              {t('statements.aside')}
                            </Action>
                          ) : (
                            <Action
                              onClick={() => act(() => desk.api.delete(`${at}/lines/${line.id}/aside`))}
                            >
                              {t('statements.back')}
                            </Action>
                          ),
                      },
                    ]}
                  />
                  <div class="actions">
                    {cursor ? <Action onClick={() => setCursor(null)}>{t('statements.first')}</Action> : null}
                    {nextCursor ? (
                      <Action onClick={() => setCursor(nextCursor)}>{t('statements.next')}</Action>
                    ) : null}
                  </div>
                </>
              )}
            </Load>
          </div>
          {asked ? (
            <Confirm
              title={t('statements.ask', {
                amount: t.money(asked.line.amount),
                reference: asked.proposal.reference,
              })}
              label={t('statements.book')}
              pending={t('statements.booking')}
              danger={false}
              onClose={() => setAsked(undefined)}
              act={async () => {
                const over = asked.line.amount.amount > asked.proposal.due.amount;
                await book(
                  asked.line,
                  asked.proposal,
                  over && asked.proposal.kind === 'invoice' ? 'balance' : undefined,
                );
                setAsked(undefined);
                again();
              }}
            >
              <p>{asked.proposal.customerName}</p>
              {asked.line.amount.amount === asked.proposal.due.amount ? null : (
                <p>
                  {t(
                    asked.line.amount.amount > asked.proposal.due.amount
                      ? 'statements.over'
                      : 'statements.part',
                    { due: t.money(asked.proposal.due) },
                  )}
                </p>
              )}
            </Confirm>
          ) : null}
        </>
      )}
    </Load>
  );
});
