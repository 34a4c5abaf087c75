interface EmptyProps {
  /** What there is not. */
  readonly title: string;
  /** What will be, or what to do. */
  readonly text: string;
}

/** Where a panel has nothing to show yet. */
export const Empty = ({ title, text }: EmptyProps) => (
  <div class="measure">
    <p>{title}</p>
    <p class="small muted">{text}</p>
  </div>
);
