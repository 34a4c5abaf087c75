import type { Link } from '../../../../kit/browser/router.ts';
import { circleAlert, clock } from '../../../../kit/ui/icons.ts';
import { Notice } from '../../../../kit/ui/Notice.tsx';
import { watching } from '../../../../kit/ui/signals.ts';
import type { Tasks } from '../../schema.ts';
import type { TaskWords } from './words.ts';

interface TaskListProps {
  readonly t: TaskWords;
  readonly tasks: Tasks;
  readonly linkTo: (panel: string, id?: string) => Link;
}

/** Above every panel: what waits, the balance, and the way to each. */
export const TaskList = watching(function TaskList({ t, tasks, linkTo }: TaskListProps) {
  const { approvals, failed, accounts, mobile, tops } = tasks;
  if (approvals.length === 0 && !failed && accounts.length === 0 && !mobile) return null;
  return (
    <section
      aria-label={t('tasks.title')}
      style={{ display: 'grid', gap: 'var(--s3)', marginBlockEnd: 'var(--s6)' }}
    >
      {accounts.length > 0 ? (
        <p class="bits">
          {accounts.map(({ balance, level }) => (
            <span key={balance.currency}>
              {t('tasks.balance', { balance: t.money(balance) })}
              {level === 'exhausted' ? <span class="bad"> {t('tasks.exhausted')}</span> : null}
            </span>
          ))}
          {tops ? (
            <span>
              <a {...linkTo('payments')}>{t('tasks.top-up')}</a>
            </span>
          ) : null}
        </p>
      ) : null}
      {failed ? (
        <Notice
          tone="bad"
          icon={circleAlert}
          title={t('tasks.failed', { amount: t.money(failed.amount) })}
          action={<a {...linkTo('payments')}>{t('tasks.failed.go')}</a>}
        />
      ) : null}
      {approvals.map(({ id, title, daysLeft, dueOn }) => (
        <Notice
          key={id}
          tone={daysLeft !== null && daysLeft < 0 ? 'bad' : 'warn'}
          icon={daysLeft !== null && daysLeft < 0 ? circleAlert : clock}
          title={t('tasks.approve')}
          action={
            <a {...linkTo('approvals', id)}>
              <bdi>{title}</bdi>
            </a>
          }
        >
          {daysLeft === null || dueOn === null
            ? null
            : daysLeft < 0
              ? t('tasks.over', { day: t.day(dueOn, 'near') })
              : t('tasks.until', { day: t.day(dueOn, 'near') })}
        </Notice>
      ))}
      {mobile ? (
        <Notice
          tone="warn"
          icon={circleAlert}
          title={t('tasks.mobile')}
          action={<a {...linkTo('profile')}>{t('tasks.mobile.go')}</a>}
        >
          <bdi dir="ltr">{mobile}</bdi>
        </Notice>
      ) : null}
    </section>
  );
});
