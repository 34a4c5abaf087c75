interface SkeletonProps {
  /** Read aloud: `Loading: your contracts`. */
  readonly label: string;
  readonly rows?: number;
  /** One line that the style sheet shows after ten seconds: that it takes longer, and that we keep trying. */
  readonly slow?: string;
}
/** The place of what comes, at its height; invisible for the first 150 ms. */
export const Skeleton = ({ label, rows = 4, slow }: SkeletonProps) => (
  <div class="skeleton" aria-busy="true" data-portico-state="loading">
    <span class="vh" role="status">
      {label}
    </span>
    {slow ? <p class="small muted late">{slow}</p> : null}
    {Array.from({ length: rows }, (_, row) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: bars have nothing else to be told apart by
      <i key={row} />
    ))}
  </div>
);
