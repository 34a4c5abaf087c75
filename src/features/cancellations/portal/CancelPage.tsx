import { useEffect, useRef, useState } from 'preact/hooks';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { useFetched } from '../../../kit/ui/fetched.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { arrowLeft, circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { Skeleton } from '../../../kit/ui/Skeleton.tsx';
import { TermLine } from '../../../kit/ui/TermLine.tsx';
import type { Contract } from '../../contracts/schema.ts';
import { reasons } from '../reasons.ts';
import type { CancellationPreview, Receipt } from '../schema.ts';
import { Consequences } from './Consequences.tsx';
import type { EndingApi, EndingWords } from './ending-api.ts';
import { Receipted } from './Receipted.tsx';
import { WithdrawForm } from './WithdrawForm.tsx';
import './style.ts';

export interface EndingPageProps {
  readonly t: EndingWords;
  readonly api: EndingApi;
  readonly contract: Contract;
  readonly language: string;
  readonly what: 'cancel' | 'withdraw';
  /** Back to the contract; `changed`: it is another one now. */
  readonly onClose: (changed: boolean) => void;
}

/** A page of its own in the panel's place, since what is decided here is decided once. */
export function EndingPage(props: EndingPageProps) {
  const { t, api, contract, language, what, onClose } = props;
  const { found, error, again } = useFetched(language, api.preview);
  const [receipt, setReceipt] = useState<Receipt | undefined>(undefined);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  if (receipt) return <Receipted t={t} receipt={receipt} onClose={() => onClose(true)} />;
  return (
    <div class="ending" data-portico-ending={what}>
      <div>
        <button type="button" class="link small back" onClick={() => onClose(false)}>
          <Icon d={arrowLeft} class="flip" /> {contract.title}
        </button>
        <h2 class="title" tabIndex={-1} ref={title}>
          {t(`ending.${what}.title`)}
        </h2>
      </div>
      {error ? <Failed t={t} title={t('state.failed')} error={error} onRetry={again} /> : null}
      {!found && !error ? (
        <Skeleton label={t('state.loading', { what: t(`ending.${what}.title`) })} slow={t('state.slow')} />
      ) : null}
      {found && what === 'cancel' ? (
        <CancelForm {...props} preview={found} onAgain={again} onDone={setReceipt} />
      ) : null}
      {found && what === 'withdraw' ? <WithdrawForm {...props} preview={found} onDone={setReceipt} /> : null}
    </div>
  );
}

interface FormProps extends EndingPageProps {
  readonly preview: CancellationPreview;
  readonly onAgain: () => void;
  readonly onDone: (receipt: Receipt) => void;
}

type When = 'soonest' | 'later' | 'extraordinary';

/** The zone's short name beside a deadline, `CET`. */
const zoneOf = ({ manner }: EndingWords, instant: string): string =>
  new Intl.DateTimeFormat(manner.locale, { timeZone: manner.timeZone, timeZoneName: 'short' })
    .formatToParts(new Date(Date.parse(instant) - 1))
    .find(({ type }) => type === 'timeZoneName')?.value ?? '';

function CancelForm({ t, api, contract, preview, onAgain, onDone, onClose }: FormProps) {
  const { cancel, charges, receiptTo } = preview;
  const [when, setWhen] = useState<When>('soonest');
  const [day, setDay] = useState(cancel?.later[0] ?? cancel?.endsOn ?? '');
  const [reason, setReason] = useState('');
  const [comment, setComment] = useState('');
  const [refusal, setRefusal] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  if (!cancel) return <p>{t('ending.not-possible')}</p>;
  const endsOn = when === 'later' ? day : cancel.endsOn;
  const send = async () => {
    if (busy) return;
    if (when === 'extraordinary' && comment.trim() === '') {
      setRefusal('cancellation.reason-missing');
      document.getElementById('ending-comment')?.focus();
      return;
    }
    setBusy(true);
    setRefusal(undefined);
    try {
      onDone(
        await api.cancel({
          kind: when === 'extraordinary' ? 'extraordinary' : 'cancel',
          endsOn: when === 'extraordinary' ? null : endsOn,
          ...(reason && when !== 'extraordinary' && { reason: reason as (typeof reasons)[number] }),
          ...(comment.trim() && { comment }),
        }),
      );
    } catch (error) {
      setRefusal(codeOf(error));
      // What was shown holds no longer: the new dates come before a second press.
      if (codeOf(error) === 'cancellation.day-not-allowed') onAgain();
    } finally {
      setBusy(false);
    }
  };
  const pick = (value: When, label: string, hint: string, inside?: preact.ComponentChildren) => (
    <label class="pick">
      <input type="radio" name="ending-when" checked={when === value} onChange={() => setWhen(value)} />
      <span>
        <span class="strong">{label}</span>
        <br />
        <span class="small muted">{hint}</span>
      </span>
      {when === value && inside ? <span class="inside">{inside}</span> : null}
    </label>
  );
  const asksReason = refusal === 'cancellation.reason-missing';
  return (
    <>
      <p>
        {t('ending.cancel.dates', {
          day: cancel.endsOn,
          until: cancel.noticeUntil,
          zone: zoneOf(t, cancel.tooLateFrom),
        })}
      </p>
      <TermLine
        name={`${t.day(contract.term.startsOn, 'long')} – ${t.day(cancel.endsOn, 'long')}`}
        from={contract.term.startsOn}
        until={cancel.endsOn}
        today={t.manner.today}
        deadline={cancel.noticeUntil}
        labels={{
          from: t.day(contract.term.startsOn),
          today: t('ending.then.today'),
          until: t.day(cancel.endsOn),
          deadline: undefined,
        }}
      />
      <section class="section" aria-labelledby="ending-when">
        <h3 class="section-title" id="ending-when">
          {t('ending.when')}
        </h3>
        <fieldset aria-labelledby="ending-when">
          {pick('soonest', t('ending.when.soonest'), t.day(cancel.endsOn, 'full'))}
          {cancel.anyDayUntil
            ? pick(
                'later',
                t('ending.when.day'),
                t('ending.when.day.hint', { day: cancel.endsOn }),
                <input
                  type="date"
                  class="input"
                  aria-label={t('ending.ends')}
                  min={cancel.endsOn}
                  max={cancel.anyDayUntil}
                  value={day}
                  onInput={(event) => setDay(event.currentTarget.value)}
                />,
              )
            : cancel.later.length > 0
              ? pick(
                  'later',
                  t('ending.when.later'),
                  t.day(cancel.later[0] as string, 'long'),
                  <select
                    class="input"
                    aria-label={t('ending.ends')}
                    value={day}
                    onChange={(event) => setDay(event.currentTarget.value)}
                  >
                    {cancel.later.map((end) => (
                      <option key={end} value={end}>
                        {t.day(end, 'long')}
                      </option>
                    ))}
                  </select>,
                )
              : null}
          {pick('extraordinary', t('ending.extraordinary'), t('ending.extraordinary.hint'))}
        </fieldset>
      </section>
      {when === 'extraordinary' ? null : (
        <Consequences
          t={t}
          preview={preview}
          endsOn={endsOn}
          charges={charges.find((one) => one.endsOn === endsOn)}
          receiptTo={receiptTo}
        />
      )}
      {when === 'extraordinary' ? null : (
        <div class="field">
          <label for="ending-why">
            {t('ending.why')} <small class="muted">{t('ending.optional')}</small>
          </label>
          <select
            id="ending-why"
            class="input"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          >
            <option value="">{t('ending.why.none')}</option>
            {reasons.map((one) => (
              <option key={one} value={one}>
                {t(`ending.why.${one}`)}
              </option>
            ))}
          </select>
        </div>
      )}
      {when === 'extraordinary' || reason ? (
        <div class="field">
          <label for="ending-comment">
            {t(when === 'extraordinary' ? 'ending.reason' : 'ending.comment')}{' '}
            {when === 'extraordinary' ? null : <small class="muted">{t('ending.optional')}</small>}
          </label>
          <textarea
            id="ending-comment"
            class="input"
            rows={3}
            maxLength={2000}
            value={comment}
            aria-invalid={asksReason || undefined}
            aria-describedby={asksReason ? 'ending-comment-error' : undefined}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
          {asksReason ? (
            <span class="error" id="ending-comment-error">
              <Icon d={circleAlert} /> <span>{t('ending.reason.need')}</span>
            </span>
          ) : null}
        </div>
      ) : null}
      {refusal && !asksReason ? (
        <Notice
          tone="bad"
          icon={circleAlert}
          urgent
          title={t(refusal === 'cancellation.day-not-allowed' ? 'ending.moved' : 'ending.failed')}
        />
      ) : null}
      <div class="last">
        <p>
          {when === 'extraordinary'
            ? t('ending.sum.extraordinary', { title: contract.title })
            : t('ending.sum', { title: contract.title, day: endsOn || cancel.endsOn })}
        </p>
        <div class="actions">
          <button
            type="button"
            class="btn primary gone"
            data-portico-part="button-primary"
            aria-disabled={busy ? 'true' : undefined}
            onClick={() => void send()}
          >
            {t(busy ? 'ending.cancel.pending' : 'ending.cancel.button')}
          </button>
          <button type="button" class="link" onClick={() => onClose(false)}>
            {t('ending.keep')}
          </button>
        </div>
      </div>
    </>
  );
}
