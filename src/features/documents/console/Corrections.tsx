import { useState } from 'preact/hooks';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { PageHead, Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Correction } from '../../corrections/schema.ts';
import type { Party } from '../schema.ts';
import { documentTabs, type Props } from './looks.tsx';

const toldOf = ({ name, lines, vatId }: Party): string => [name, ...lines, vatId].filter(Boolean).join(', ');

/** Invoices that customers want corrected, each with what it says and what it would say. */
export const Corrections = watching(function Corrections({ desk, t }: Props) {
  const known = useLoad('corrections asked for', () =>
    desk.api.get<{ items: Correction[] }>('/api/v1/corrections?state=asked&limit=50'),
  );
  const [accepting, setAccepting] = useState<Correction>();
  const [refusing, setRefusing] = useState<string>();
  const writes = desk.may('invoices:write');
  return (
    <>
      <PageHead title={t('invoices.title')} tabs={documentTabs(desk, t)} tab="corrections" />
      <div class="page narrow">
        <Load of={known} what={t('invoices.tab.corrections')}>
          {({ items }) =>
            items.length === 0 ? (
              <p class="muted">{t('invoices.corrections.none')}</p>
            ) : (
              items.map((one) => (
                <Section key={one.id} title={one.invoiceNumber}>
                  <p class="small muted">{moment(t, one.createdAt)}</p>
                  <p>
                    {t('invoices.corrections.printed', { told: toldOf(one.printed) })}
                    <br />
                    {t('invoices.corrections.wanted', { told: toldOf(one.buyer) })}
                  </p>
                  {one.reason ? <p>{one.reason}</p> : null}
                  <p class="small">
                    <To to={`/documents/${one.invoiceId}`}>{t('invoices.open-invoice')}</To>
                  </p>
                  {writes && refusing !== one.id ? (
                    <div class="actions">
                      <Action kind="primary" small onClick={() => setAccepting(one)}>
                        {t('invoices.correct')}
                      </Action>
                      <Action small onClick={() => setRefusing(one.id)}>
                        {t('invoices.corrections.refuse')}
                      </Action>
                    </div>
                  ) : null}
                  {refusing === one.id ? (
                    <Form
                      name={`refuse ${one.id}`}
                      start={{ answer: '' }}
                      submit={t('invoices.corrections.refuse')}
                      pending={t('invoices.corrections.refusing')}
                      failed={t('invoices.corrections.failed')}
                      cancel={() => setRefusing(undefined)}
                      quiet
                      onSave={async ({ answer }) => {
                        await desk.api.post(`/api/v1/corrections/${one.id}/refuse`, { answer });
                        desk.say(t('invoices.corrections.refused'));
                        setRefusing(undefined);
                        known.reload();
                      }}
                      groups={() => [
                        {
                          fields: [
                            {
                              name: 'answer',
                              kind: 'area',
                              rows: 3,
                              label: t('invoices.corrections.answer'),
                              need: t('invoices.corrections.answer.need'),
                            },
                          ],
                        },
                      ]}
                    />
                  ) : null}
                </Section>
              ))
            )
          }
        </Load>
      </div>
      {accepting ? (
        <Confirm
          title={t('invoices.correct.question', { number: accepting.invoiceNumber })}
          label={t('invoices.correct')}
          pending={t('invoices.correct.busy')}
          danger={false}
          refusals={{ 'invoice.not-correctable': t('invoices.correct.not') }}
          onClose={() => setAccepting(undefined)}
          act={async () => {
            await desk.api.post(`/api/v1/corrections/${accepting.id}/accept`, {});
            desk.say(t('invoices.correct.done'));
            setAccepting(undefined);
            known.reload();
          }}
        >
          <p>{t('invoices.correct.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});
