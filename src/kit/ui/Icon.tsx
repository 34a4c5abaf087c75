/** Says nothing to assistive technology: a word stands beside it. */
export const Icon = ({ d, class: extra = '' }: { readonly d: string; readonly class?: string }) => (
  <svg class={`icon ${extra}`} viewBox="0 0 24 24" aria-hidden="true">
    <path d={d} />
  </svg>
);
