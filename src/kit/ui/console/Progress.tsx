interface ProgressProps {
  /** How much is done, of `of`. */
  readonly value: number;
  readonly of: number;
  /** “1,200 of 4,812 rows read”; read aloud as it changes. */
  readonly label: string;
}

/** How far a running job is: words first, then a bar. */
export const Progress = ({ value, of, label }: ProgressProps) => (
  <div class="progress" role="status">
    <p>{label}</p>
    <div class="meter">
      <span style={{ '--share': `${((of === 0 ? 1 : Math.min(1, value / of)) * 100).toFixed(1)}%` }} />
    </div>
  </div>
);
