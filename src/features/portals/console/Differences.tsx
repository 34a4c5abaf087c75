import type { Difference } from '../../../kit/common/differences.ts';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { type SaidDifference, sayDifference } from './differences.ts';
import type { PortalsWords } from './words.ts';

/** What differs, before and after, in words. */
export const Differences = watching(function Differences({
  t,
  of,
}: {
  readonly t: PortalsWords;
  readonly of: readonly Difference[];
}) {
  const value = (text: string, { isColour }: SaidDifference) =>
    isColour && /^#[0-9a-f]{6}$/i.test(text) ? (
      <span class="swatched">
        <span class="swatch" style={{ '--swatch': text }} aria-hidden="true" />
        <span class="mono">{text}</span>
      </span>
    ) : (
      text
    );
  return (
    <Table
      name={t('portals.diff')}
      idOf={({ path }) => path}
      items={of.map((one) => sayDifference(t, one))}
      columns={[
        { key: 'name', label: t('portals.diff.what'), fill: true, cell: ({ name }) => name },
        {
          key: 'before',
          label: t('portals.diff.before'),
          class: 'muted',
          cell: (one) => value(one.before, one),
        },
        { key: 'after', label: t('portals.diff.after'), cell: (one) => value(one.after, one) },
      ]}
    />
  );
});
