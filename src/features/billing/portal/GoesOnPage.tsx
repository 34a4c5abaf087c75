import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { useFetched } from '../../../kit/ui/fetched.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { arrowLeft, circleCheck } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { Skeleton } from '../../../kit/ui/Skeleton.tsx';
import type { Contract } from '../../contracts/schema.ts';
import { ChangeForm } from './ChangeForm.tsx';
import type { GoesOnApi, GoesOnWords } from './goes-on-api.ts';
import { History } from './History.tsx';
import { PauseForm } from './PauseForm.tsx';
import './style.ts';

export interface GoesOnPageProps {
  readonly t: GoesOnWords;
  readonly api: GoesOnApi;
  readonly contract: Contract;
  readonly language: string;
  readonly what: 'change' | 'pause' | 'history';
  readonly today: string;
  /** Where a document opens. */
  readonly paper?: ((id: string) => { href: string; onClick: (event: MouseEvent) => void }) | undefined;
  /** Back to the contract; `changed`: it is another one now. */
  readonly onClose: (changed: boolean) => void;
}

/** A page in the panel's place: what is chosen, what it comes to, and one press. */
export function GoesOnPage(props: GoesOnPageProps) {
  const { t, api, contract, language, what, onClose } = props;
  const [done, setDone] = useState<string | undefined>(undefined);
  const title = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end of it takes the focus as its beginning did
  useEffect(() => title.current?.focus(), [done]);
  return (
    <div class="goes-on" data-portico-goes-on={what}>
      <div>
        <button type="button" class="link small back" onClick={() => onClose(done !== undefined)}>
          <Icon d={arrowLeft} class="flip" /> {contract.title}
        </button>
        <h1 class="title" tabIndex={-1} ref={title}>
          {t(`goes.${what}.title`)}
        </h1>
      </div>
      {done ? (
        <Notice tone="good" icon={circleCheck} urgent title={done} />
      ) : what === 'history' ? (
        <Fetched
          t={t}
          language={language}
          name={t('goes.history.title')}
          title={t('goes.history.failed')}
          fetch={api.history}
        >
          {(entries) => <History t={t} entries={entries} today={props.today} paper={props.paper} />}
        </Fetched>
      ) : what === 'change' ? (
        <Fetched t={t} language={language} name={t('goes.change.title')} fetch={api.options}>
          {(options) => <ChangeForm {...props} options={options} onDone={setDone} />}
        </Fetched>
      ) : (
        <Fetched t={t} language={language} name={t('goes.pause.title')} fetch={api.pauseOptions}>
          {(options) => <PauseForm {...props} options={options} onDone={setDone} />}
        </Fetched>
      )}
    </div>
  );
}

interface FetchedProps<T> {
  readonly t: GoesOnWords;
  readonly language: string;
  readonly name: string;
  /** Where it can't be read. */
  readonly title?: string | undefined;
  readonly fetch: () => Promise<T>;
  readonly children: (found: T) => ComponentChildren;
}

function Fetched<T>({ t, language, name, title, fetch, children }: FetchedProps<T>) {
  const { found, error, again } = useFetched(language, fetch);
  if (found) return <>{children(found)}</>;
  return error ? (
    <Failed t={t} title={title ?? t('goes.change.not-possible')} error={error} onRetry={again} />
  ) : (
    <Skeleton label={t('state.loading', { what: name })} slow={t('state.slow')} />
  );
}
