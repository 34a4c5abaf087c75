import { useEffect, useState } from 'preact/hooks';
import type { Link } from '../../../kit/browser/router.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Button } from '../../../kit/ui/Button.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { TextField } from '../../../kit/ui/form/Field.tsx';
import '../../../kit/ui/form/style.ts';
import { check, circleAlert, clock } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { PanelHead } from '../../../kit/ui/PanelHead.tsx';
import { useLoaded, Waiting } from '../../../kit/ui/panel/Waiting.tsx';
import { Row } from '../../../kit/ui/Row.tsx';
import { useModel, watching } from '../../../kit/ui/signals.ts';
import type { PortalApproval, ShownApproval } from '../schema.ts';
import { type ApprovalsApi, ApprovalsModel, type Model } from './approvals-model.ts';
import type { ApprovalsWords } from './words.ts';

export interface ApprovalsPanelProps {
  readonly t: ApprovalsWords;
  readonly api: ApprovalsApi;
  readonly mayChange: boolean;
  /** Who is signed in, to begin with. */
  readonly name: string;
  readonly openId: string | null;
  readonly linkTo: (id: string | null) => Link;
  readonly onReady: (error?: unknown) => void;
}

/** Contracts that wait for a yes, and those that have it. */
export const ApprovalsPanel = watching(function ApprovalsPanel(props: ApprovalsPanelProps) {
  const { t, api, openId, linkTo, onReady } = props;
  const model = useModel(() => new ApprovalsModel(api));
  const state = useLoaded(model, onReady);
  useEffect(() => void model.open(openId), [model, openId]);
  const opened = model.opened.value;
  return (
    <div class="panel" data-portico-panel="approvals" data-portico-state={state}>
      <PanelHead title={opened && openId ? opened.title : t('approvals.title')} />
      <Waiting t={t} model={model} what={t('approvals.title')} failed={t('approvals.failed')} />
      {model.actError.value ? (
        <Failed t={t} title={t('approvals.refused')} error={model.actError.value} />
      ) : null}
      {openId ? (
        <>
          <p>
            <a {...linkTo(null)}>{t('approvals.back')}</a>
          </p>
          {opened ? <Opened {...props} model={model} opened={opened} /> : null}
        </>
      ) : (
        <ul class="rows">
          {model.items.value.map((one) => (
            <Row
              key={one.id}
              title={
                <a {...linkTo(one.id)}>
                  <bdi>{one.title}</bdi>
                </a>
              }
              meta={[left(t, one), one.approved ? by(t, one.approved) : undefined]}
              end={<State t={t} state={one.state} />}
            />
          ))}
        </ul>
      )}
    </div>
  );
});

const left = (t: ApprovalsWords, { daysLeft, dueOn }: PortalApproval): string | undefined =>
  daysLeft === null || dueOn === null
    ? undefined
    : daysLeft < 0
      ? t('approvals.over', { day: t.day(dueOn) })
      : t('approvals.left', { count: daysLeft, day: t.day(dueOn) });

const by = (t: ApprovalsWords, { at, name }: { readonly at: string; readonly name: string }): string =>
  t('approvals.by', { day: t.day(at), name });

const State = ({ t, state }: { readonly t: ApprovalsWords; readonly state: PortalApproval['state'] }) => (
  <Badge
    tone={state === 'approved' ? 'good' : state === 'overdue' ? 'bad' : 'warn'}
    icon={state === 'approved' ? check : state === 'overdue' ? circleAlert : clock}
  >
    {t(`approvals.state.${state}`)}
  </Badge>
);

const Opened = watching(function Opened({
  t,
  model,
  opened,
  mayChange,
  name: known,
}: ApprovalsPanelProps & { readonly model: Model; readonly opened: ShownApproval }) {
  const [name, setName] = useState(known);
  const [agreed, setAgreed] = useState(false);
  const [tried, setTried] = useState(false);
  const { approved, daysLeft } = opened;
  const missing = name.trim().length < 2;
  return (
    <div class="measure">
      {daysLeft === null ? null : (
        <Notice
          tone={daysLeft < 0 ? 'bad' : 'warn'}
          icon={daysLeft < 0 ? circleAlert : clock}
          title={left(t, opened) ?? ''}
        >
          {opened.consequence === 'hold' ? t('approvals.hold') : null}
        </Notice>
      )}
      <div lang={opened.language} dir="auto">
        {opened.text.split(/\n{2,}/).map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a text that never changes
          <p key={index} style={{ whiteSpace: 'pre-wrap', marginBlock: 'var(--s4)' }}>
            {part}
          </p>
        ))}
      </div>
      {approved ? (
        <Notice tone="good" icon={check} title={by(t, approved)}>
          {t('approvals.kept')}
        </Notice>
      ) : mayChange ? (
        <form
          class="form"
          style={{ gap: 'var(--s4)' }}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            setTried(true);
            if (!missing && agreed) void model.approve(opened.id, { name, agreed, sha256: opened.sha256 });
          }}
        >
          <TextField
            {...{ t, id: 'approval-name', value: name, onInput: setName, autocomplete: 'name' }}
            label={t('approvals.name')}
            hint={t('approvals.name.hint')}
            error={tried && missing ? t('approvals.name.need') : undefined}
          />
          <div class="field">
            <label class="check" for="approval-agree">
              <input
                type="checkbox"
                role="switch"
                aria-checked={agreed}
                id="approval-agree"
                checked={agreed}
                aria-invalid={tried && !agreed ? 'true' : undefined}
                onChange={(event) => setAgreed(event.currentTarget.checked)}
              />
              <span>{t('approvals.agree')}</span>
            </label>
            {tried && !agreed ? <span class="error">{t('approvals.agree.need')}</span> : null}
          </div>
          <div class="actions">
            <Button
              type="submit"
              kind="primary"
              pending={model.busy.value ? t('approvals.approving') : undefined}
            >
              {t('approvals.approve')}
            </Button>
          </div>
        </form>
      ) : (
        <p class="muted">{t('approvals.owner')}</p>
      )}
      <div class="actions" style={{ marginBlock: 'var(--s4)' }}>
        <Button onClick={() => void model.pdf(opened.id)}>{t('approvals.pdf')}</Button>
      </div>
      <p class="small muted num" style={{ overflowWrap: 'anywhere' }}>
        SHA-256 <bdi>{opened.sha256}</bdi>
      </p>
    </div>
  );
});
