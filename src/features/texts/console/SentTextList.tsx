import { Badge } from '../../../kit/ui/Badge.tsx';
import { List } from '../../../kit/ui/console/List.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { check, circleAlert, clock } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { SentText } from '../schema.ts';
import type { Part } from './words.ts';

export const sentTexts = { name: 'sent-texts', path: '/api/v1/text-gateway/messages' } as const;

const looks = {
  sending: { tone: 'info', icon: clock },
  taken: { tone: 'good', icon: check },
  refused: { tone: 'bad', icon: circleAlert },
  unknown: { tone: 'warn', icon: circleAlert },
} as const;

/** The last texts, without their words. */
export const SentTextList = watching(function SentTextList({ t }: Part) {
  return (
    <>
      <div class="page narrow">
        <h2 class="section-title">{t('texts.sent')}</h2>
      </div>
      <List<SentText>
        {...sentTexts}
        title={t('texts.sent')}
        inside
        nameOf={({ to }) => to}
        columns={[
          {
            key: 'when',
            label: t('texts.when'),
            class: 'nowrap muted num',
            cell: ({ createdAt }) => moment(t, createdAt),
          },
          { key: 'to', label: t('texts.to'), cell: ({ to }) => <bdi dir="ltr">{to}</bdi> },
          { key: 'what', label: t('texts.what'), cell: ({ purpose }) => t(`texts.purpose.${purpose}`) },
          {
            key: 'state',
            label: t('texts.state'),
            cell: ({ state }) => (
              <Badge tone={looks[state].tone} icon={looks[state].icon}>
                {t(`texts.state.${state}`)}
              </Badge>
            ),
          },
          { key: 'detail', label: t('texts.detail'), fill: true, cell: ({ detail }) => detail },
        ]}
        empty={t('texts.sent.none')}
      />
    </>
  );
});
