import { Form } from '../../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { MailSender, WithheldMails } from '../../mails/schema.ts';
import { SenderPart } from './SenderPart.tsx';
import type { OnePortal } from './words.ts';

/** What the portal says by mail, what it keeps to itself, and by which server its mail leaves. */
export const MailTab = watching(function MailTab({ desk, t, query, portal, save }: OnePortal) {
  const at = `/api/v1/portals/${portal.id}`;
  const withheld = useLoad<WithheldMails>(`withheld ${portal.id} ${portal.updatedAt}`, () =>
    desk.api.get(`${at}/withheld-mails`),
  );
  const sender = useLoad<MailSender | null>(`sender ${portal.id}`, () =>
    desk.api.get<MailSender | undefined>(`${at}/mail-sender?absent=none`).then((found) => found ?? null),
  );
  return (
    <div class="page narrow">
      <Section title={t('portals.mail.access')}>
        <Form
          name={`portal mail ${portal.id}`}
          start={{ noAccessMail: portal.mail.noAccessMail }}
          submit={t('portals.save')}
          pending={t('portals.saving')}
          failed={t('portals.save-failed')}
          onSave={(values) => save({ mail: { noAccessMail: values.noAccessMail } })}
          groups={() => [
            {
              fields: [
                {
                  name: 'noAccessMail',
                  kind: 'check',
                  label: t('portals.mail.none'),
                  hint: t('portals.mail.none.hint'),
                },
              ],
            },
          ]}
        />
      </Section>
      <Load of={withheld} what={t('portals.mail.withheld')} rows={1}>
        {({ count, lastAt, kinds }) =>
          count === 0 && !portal.mail.noAccessMail ? null : (
            <Section title={t('portals.mail.withheld')}>
              <p class="small muted">
                {lastAt
                  ? t('portals.mail.withheld.text', { count, last: moment(t, lastAt) })
                  : t('portals.mail.withheld.none')}
              </p>
              {kinds.length > 0 ? (
                <Table
                  name={t('portals.mail.withheld')}
                  items={kinds}
                  idOf={({ kind }) => kind}
                  columns={[
                    {
                      key: 'kind',
                      label: t('portals.mail.kind'),
                      cell: ({ kind }) => t(`portals.mail.kind.${kind}`),
                    },
                    {
                      key: 'count',
                      label: t('portals.mail.count'),
                      end: true,
                      class: 'num',
                      cell: (one) => t.number(one.count),
                    },
                    {
                      key: 'lastAt',
                      label: t('portals.mail.last'),
                      end: true,
                      cell: (one) => moment(t, one.lastAt),
                    },
                  ]}
                />
              ) : null}
            </Section>
          )
        }
      </Load>
      <Load of={sender} what={t('portals.sender')} rows={2}>
        {(value) => (
          <SenderPart
            key={value?.updatedAt ?? 'none'}
            {...{ desk, t, query, portal, save }}
            sender={value ?? undefined}
            onChange={sender.set}
          />
        )}
      </Load>
    </div>
  );
});
