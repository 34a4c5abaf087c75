import type { Translate } from '../../../kit/browser/words.ts';
import type { RecordRow, Shown } from '../../../kit/common/records.ts';
import { Badge, type Tone } from '../../../kit/ui/Badge.tsx';
import { circleAlert, circleCheck, circleOff, clock } from '../../../kit/ui/icons.ts';
import { Row } from '../../../kit/ui/Row.tsx';
import type { UiMessage } from '../../../kit/ui/words.ts';

export type RecordsWords = Translate<UiMessage>;

/** A figure as it is written where the person is. */
export function shown(t: RecordsWords, value: Shown): string {
  return typeof value === 'string' ? value : `${value.label ? `${value.label} ` : ''}${figure(t, value)}`;
}

function figure(t: RecordsWords, value: Exclude<Shown, string>): string {
  if ('money' in value) return t.money(value.money);
  if ('number' in value) return t.number(value.number);
  return 'day' in value ? t.day(value.day) : `${t.day(value.at)}, ${t.day(value.at, 'time' as 'long')}`;
}

const icons: Readonly<Record<Tone, string>> = {
  good: circleCheck,
  warn: circleAlert,
  bad: circleAlert,
  info: clock,
  past: circleOff,
};

interface RecordRowsProps {
  readonly t: RecordsWords;
  readonly items: readonly RecordRow[];
  readonly linkTo: (id: string) => object;
}
/** Rows under the headings that they bring. */
export const RecordRows = ({ t, items, linkTo }: RecordRowsProps) => (
  <>
    {[...new Set(items.map(({ section }) => section))].map((section) => (
      <section key={section ?? ''} class="section">
        {section ? <h2 class="section-title strong">{section}</h2> : null}
        <ul class="rows">
          {items
            .filter((one) => one.section === section)
            .map(({ id, title, meta, end, state, whole }) => (
              <Row
                key={id}
                title={
                  whole ? (
                    <bdi>{title}</bdi>
                  ) : (
                    <a {...linkTo(id)}>
                      <bdi>{title}</bdi>
                    </a>
                  )
                }
                meta={meta.map((one) => shown(t, one))}
                end={
                  end || state ? (
                    <>
                      {end ? <span class="money">{shown(t, end)}</span> : null}
                      {state ? (
                        <Badge tone={state.tone} icon={icons[state.tone]}>
                          {state.label}
                        </Badge>
                      ) : null}
                    </>
                  ) : undefined
                }
              />
            ))}
        </ul>
      </section>
    ))}
  </>
);
