import { useState } from 'preact/hooks';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead, Pairs } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { check, circleOff, clock } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { Proposal, Statement, StatementLine } from '../schema.ts';
import { BookLine } from './BookLine.tsx';
import type { Part } from './words.ts';

const looks = { open: ['warn', clock], booked: ['good', check], none: ['past', circleOff] } as const;

/** The lines of one statement, with what each may pay. */
export const One = watching(function One({ desk, t, id }: Part & { readonly id: string }) {
  const at = `/api/v1/statements/${id}`;
  const statement = useLoad(id, () => desk.api.get<Statement>(at));
  const [cursor, setCursor] = useState<string | null>(null);
  const lines = useLoad(`${id} ${cursor}`, () =>
    desk.api.get<{ items: StatementLine[]; nextCursor: string | null }>(
      `${at}/lines?limit=100${cursor ? `&cursor=${cursor}` : ''}`,
    ),
  );
  const [asked, setAsked] = useState<{ line: StatementLine; proposal?: Proposal } | undefined>(undefined);
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
                              <div key={payment}>
                                <To to={`/payments/${payment}`}>{t('statements.payment')}</To>
                              </div>
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
                            <span class="actions">
                              <Action onClick={() => setAsked({ line })}>{t('statements.choose')}</Action>
                              <Action
                                onClick={() => act(() => desk.api.post(`${at}/lines/${line.id}/aside`, {}))}
                              >
                                {t('statements.aside')}
                              </Action>
                            </span>
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
            <BookLine
              {...{ desk, t, ...asked }}
              onClose={() => setAsked(undefined)}
              onDone={() => {
                setAsked(undefined);
                again();
              }}
            />
          ) : null}
        </>
      )}
    </Load>
  );
});
