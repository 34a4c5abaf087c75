import type { ComponentChildren } from 'preact';
import type { Tone } from './Badge.tsx';
import { Icon } from './Icon.tsx';

interface NoticeProps {
  readonly tone: Exclude<Tone, 'past'>;
  readonly icon: string;
  /** What is. */
  readonly title: string;
  /** What next. */
  readonly children?: ComponentChildren;
  readonly action?: ComponentChildren;
  /** Spoken at once when it appears; for what went wrong. */
  readonly urgent?: boolean;
}
export const Notice = ({ tone, icon, title, children, action, urgent = false }: NoticeProps) => (
  <div
    class={`notice ${tone}`}
    role={urgent ? 'alert' : undefined}
    data-portico-part={tone === 'bad' ? 'error' : 'banner'}
  >
    <Icon d={icon} />
    <div>
      <p class="strong">{title}</p>
      {children ? <div class="small">{children}</div> : null}
    </div>
    {action ? <div class="actions">{action}</div> : null}
  </div>
);
