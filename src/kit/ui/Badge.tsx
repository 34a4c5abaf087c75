import { Icon } from './Icon.tsx';

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'past';

interface BadgeProps {
  readonly tone: Tone;
  readonly icon: string;
  readonly children: string;
}
/** A state: icon and word, so that colour never stands alone. */
export const Badge = ({ tone, icon, children }: BadgeProps) => (
  <span class={`badge ${tone}`} data-portico-part="badge">
    <Icon d={icon} />
    {children}
  </span>
);
