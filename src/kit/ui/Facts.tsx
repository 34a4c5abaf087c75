import type { ComponentChildren } from 'preact';

export interface Fact {
  readonly label: string;
  readonly value: ComponentChildren;
  /** One line of context. */
  readonly sub?: ComponentChildren;
}
/** Two to four figures a person comes for, between hairlines. */
export const Facts = ({ facts }: { readonly facts: readonly Fact[] }) => (
  <dl class="facts">
    {facts.map(({ label, value, sub }) => (
      <div key={label}>
        <dt>{label}</dt>
        <dd class="value">{value}</dd>
        {sub ? <dd class="sub num">{sub}</dd> : null}
      </div>
    ))}
  </dl>
);
