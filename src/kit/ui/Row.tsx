import type { ComponentChildren } from 'preact';

interface RowProps {
  readonly title: ComponentChildren;
  /** Short facts, parted by dots. */
  readonly meta?: readonly (string | undefined)[];
  /** Flush at the end: money, state. */
  readonly end?: ComponentChildren;
  readonly class?: string;
}
export const Row = ({ title, meta = [], end, class: extra = '' }: RowProps) => (
  <li class={`row ${extra}`} data-portico-part="row">
    <div class="what">
      <span>{title}</span>
      <Bits class="meta" bits={meta} />
    </div>
    {end ? <div class="how">{end}</div> : null}
  </li>
);

interface BitsProps {
  readonly bits: readonly (string | undefined)[];
  readonly class?: string;
}
/** Facts in one line with dots between them; where the line breaks, no dot is left over. */
export function Bits({ bits, class: extra = '' }: BitsProps) {
  const said = bits.filter(Boolean);
  return said.length === 0 ? null : (
    <span class={`bits ${extra}`}>
      {said.map((bit) => (
        <span key={bit}>
          <bdi>{bit}</bdi>
        </span>
      ))}
    </span>
  );
}
