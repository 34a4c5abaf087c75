import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { codeOf, isApiError } from '../../../../kit/browser/api-error.ts';
import { Button } from '../../../../kit/ui/Button.tsx';
import { Failed } from '../../../../kit/ui/Failed.tsx';
import type { Model } from '../payments-model.ts';
import type { ActsWords } from './words.ts';

export interface ActProps {
  readonly t: ActsWords;
  readonly model: Model;
}

/** One press at a time, with what came of it; a press that is repeated after a failure is the same act. */
export function useActing() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(undefined);
  const key = useRef(crypto.randomUUID());
  return {
    busy,
    error,
    key: key.current,
    async run(act: () => Promise<unknown>) {
      if (busy) return;
      setBusy(true);
      setError(undefined);
      try {
        await act();
      } catch (cause) {
        // What was refused is another act when it is tried again; what got no answer may have happened.
        if (isApiError(cause) && cause.status >= 400 && cause.status < 500) key.current = crypto.randomUUID();
        setError(cause);
        setBusy(false);
      }
    },
  };
}
export type Acting = ReturnType<typeof useActing>;

const said = [
  'payment-method.in-use',
  'payment.balance-too-low',
  'payment.under-way',
  'payment.not-payable',
  'voucher.refused',
  'request.too-many',
  'payment.provider-away',
] as const;

interface FrameProps extends ActProps {
  readonly title: string;
  readonly acting: Acting;
  readonly submit?: string | undefined;
  readonly onSubmit?: () => void;
  readonly children?: ComponentChildren;
}

/** What somebody is about to do, in the place of the panel: title, what went wrong, fields, and both ways on. */
export function Frame({ t, model, title, acting, submit, onSubmit, children }: FrameProps) {
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), []);
  const code = acting.error === undefined ? undefined : codeOf(acting.error);
  const known = said.find((one) => one === code);
  return (
    <form
      class="form measure"
      style={{ gap: 'var(--s6)' }}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit?.();
      }}
    >
      <h2 class="section-title strong" tabIndex={-1} ref={head}>
        {title}
      </h2>
      {acting.error === undefined ? null : (
        <Failed t={t} title={t(known ? `acts.refused.${known}` : 'acts.refused')} error={acting.error} />
      )}
      <div class="group">{children}</div>
      <div class="actions">
        {submit ? (
          <Button type="submit" kind="primary" pending={acting.busy ? t('acts.working') : undefined}>
            {submit}
          </Button>
        ) : null}
        <Button onClick={() => model.end()}>{t('acts.back')}</Button>
      </div>
    </form>
  );
}
