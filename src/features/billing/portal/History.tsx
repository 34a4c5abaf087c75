import { Row } from '../../../kit/ui/Row.tsx';
import type { HistoryEntry } from '../schema.ts';
import type { GoesOnWords } from './goes-on-api.ts';

interface HistoryProps {
  readonly t: GoesOnWords;
  readonly entries: readonly HistoryEntry[];
  readonly today: string;
  /** Where a document opens; `undefined`: this session sees none. */
  readonly paper?: ((id: string) => { href: string; onClick: (event: MouseEvent) => void }) | undefined;
}

/** What happened to a contract, the latest first, with what lies ahead of it on top. */
export function History({ t, entries, today, paper }: HistoryProps) {
  const ahead = entries.filter(({ on }) => on > today);
  const behind = entries.filter(({ on }) => on <= today);
  const rows = (some: readonly HistoryEntry[]) => (
    <ul class="rows">
      {some.map((entry) => {
        const { kind, on, until, title, amount, number, documentId } = entry;
        const said = t(`goes.history.${kind}`, {
          ...{ title: title ?? '', number: number ?? '' },
          ...{ until: until ?? 'none', day: until ?? on },
        });
        return (
          <Row
            key={`${kind} ${on} ${documentId} ${title}`}
            title={documentId && paper ? <a {...paper(documentId)}>{said}</a> : said}
            meta={[t.day(on)]}
            end={amount ? <bdi class="money">{t.money(amount)}</bdi> : null}
          />
        );
      })}
    </ul>
  );
  return (
    <>
      {ahead.length > 0 ? (
        <section class="section" aria-labelledby="history-ahead">
          <h2 class="section-title" id="history-ahead">
            {t('goes.history.ahead')}
          </h2>
          {rows(ahead)}
        </section>
      ) : null}
      <section class="section" aria-labelledby="history-behind">
        <h2 class="section-title" id="history-behind">
          {t('goes.history.behind')}
        </h2>
        {rows(behind)}
      </section>
    </>
  );
}
