import { Badge } from '../../../kit/ui/Badge.tsx';
import { circleAlert, circleCheck, clock } from '../../../kit/ui/icons.ts';
import type { Inspection } from '../records-schema.ts';
import type { SiteRequest } from '../requests-schema.ts';
import type { OwnPart } from './words.ts';

const tones = { overdue: 'bad', soon: 'warn', good: 'good' } as const;
const icons = { overdue: circleAlert, soon: clock, good: circleCheck } as const;

/** When it is due, in the colour of how soon, with the word for it. */
export const LightOf = ({
  t,
  of,
}: {
  readonly t: OwnPart['t'];
  readonly of: Pick<Inspection, 'light' | 'dueOn'>;
}) =>
  of.light && of.dueOn ? (
    <Badge tone={tones[of.light]} icon={icons[of.light]}>
      {t(`sites.inspections.${of.light}`, { day: t.day(of.dueOn) })}
    </Badge>
  ) : (
    <Badge tone="past" icon={circleCheck}>
      {t('sites.inspections.finished')}
    </Badge>
  );

const stateTones = { new: 'bad', seen: 'info', planned: 'warn', done: 'good' } as const;

export const RequestState = ({ t, of }: { readonly t: OwnPart['t']; readonly of: SiteRequest }) => (
  <Badge
    tone={stateTones[of.state]}
    icon={of.state === 'done' ? circleCheck : of.state === 'new' ? circleAlert : clock}
  >
    {of.state === 'planned' && of.plannedOn
      ? t('sites.requests.planned-for', { day: t.day(of.plannedOn) })
      : t(`sites.requests.${of.state}`)}
  </Badge>
);
