import type { Translate } from '../../../kit/browser/words.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { check, circleAlert, clock } from '../../../kit/ui/icons.ts';
import type { MailItem } from '../schema.ts';
import type en from './messages/en.json';

const looks = {
  accepted: { tone: 'good', icon: check },
  queued: { tone: 'info', icon: clock },
  held: { tone: 'info', icon: clock },
  refused: { tone: 'bad', icon: circleAlert },
  bounced: { tone: 'bad', icon: circleAlert },
} as const;

/** What became of a mail; one that waits for a mail server says so. */
export const StateBadge = ({
  t,
  mail,
}: {
  readonly t: Translate<keyof typeof en>;
  readonly mail: MailItem;
}) => {
  const waits = mail.state === 'queued' && mail.error === 'no-server';
  const { tone, icon } = waits ? { tone: 'warn' as const, icon: circleAlert } : looks[mail.state];
  return (
    <Badge tone={tone} icon={icon}>
      {t(waits ? 'mails.state.no-server' : `mails.state.${mail.state}`)}
    </Badge>
  );
};
