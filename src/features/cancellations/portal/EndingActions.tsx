import { useState } from 'preact/hooks';
import type { Link } from '../../../kit/browser/router.ts';
import { Button } from '../../../kit/ui/Button.tsx';
import { useFetched } from '../../../kit/ui/fetched.ts';
import { circleAlert, circleCheck } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import type { Contract } from '../../contracts/schema.ts';
import type { CancellationPreview } from '../schema.ts';
import { type EndingApi, type EndingWords, saveReceipt } from './ending-api.ts';

export interface EndingActionsProps {
  readonly t: EndingWords;
  readonly api: EndingApi;
  readonly contract: Contract;
  readonly language: string;
  readonly may: { readonly cancel: boolean; readonly again: boolean };
  readonly orderLink: (variantId: string) => Link;
  readonly onOpen: (what: 'cancel' | 'withdraw') => void;
  readonly onChanged: () => void;
}

interface Said {
  readonly title: string;
  readonly good: boolean;
}

const nothing = async (): Promise<undefined> => undefined;

/** What can be done about a contract's end where it stands now. */
export function EndingActions(props: EndingActionsProps) {
  const { t, api, contract, language, may, onOpen } = props;
  const goesOn = contract.status === 'active' || contract.status === 'scheduled';
  // Of a contract that goes on everything is known; of one that ends, what can be undone has to be asked.
  const { found } = useFetched(`${language} ${contract.status}`, goesOn ? nothing : api.preview);
  const [said, setSaid] = useState<Said | undefined>(undefined);
  return (
    <>
      {said ? (
        <Notice
          tone={said.good ? 'good' : 'bad'}
          icon={said.good ? circleCheck : circleAlert}
          urgent
          title={said.title}
        />
      ) : null}
      {goesOn && may.cancel && contract.term.endsIfCancelledToday ? (
        <Button onClick={() => onOpen('cancel')}>{t('ending.act.cancel')}</Button>
      ) : null}
      {contract.withdrawUntil ? (
        <button type="button" class="link" onClick={() => onOpen('withdraw')}>
          {t('ending.act.withdraw')}
        </button>
      ) : null}
      {found ? <After {...props} preview={found} onSaid={setSaid} /> : null}
    </>
  );
}

/** Of a contract that was cancelled: taking it back, having it again, and the receipts. */
interface AfterProps extends EndingActionsProps {
  readonly preview: CancellationPreview;
  readonly onSaid: (said: Said) => void;
}
function After(props: AfterProps) {
  const { t, api, preview, may, orderLink, onChanged, onSaid } = props;
  const [asked, setAsked] = useState<'undo' | 'again' | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const { undo, again, declarations } = preview;
  const act = async (run: () => Promise<string>) => {
    setBusy(true);
    try {
      onSaid({ title: await run(), good: true });
      onChanged();
    } catch {
      onSaid({ title: t('ending.failed'), good: false });
    } finally {
      setBusy(false);
      setAsked(undefined);
    }
  };
  const takeBack = () =>
    act(async () => {
      await api.undo();
      return t('ending.undo.done');
    });
  const haveAgain = () => act(async () => t('ending.again.done', { day: (await api.again()).startsOn }));
  if (asked) {
    return (
      <Notice
        tone="info"
        icon={circleAlert}
        title={
          asked === 'undo' || again?.way !== 'copy'
            ? t('ending.undo.question')
            : t('ending.again.question', { day: again.startsOn, price: again.price })
        }
        action={
          <>
            <Button
              kind="primary"
              pending={busy ? '…' : undefined}
              onClick={() => void (asked === 'undo' ? takeBack() : haveAgain())}
            >
              {t(asked === 'undo' ? 'ending.act.undo' : 'ending.again.button')}
            </Button>
            <button type="button" class="link" onClick={() => setAsked(undefined)}>
              {t('ending.back')}
            </button>
          </>
        }
      />
    );
  }
  return (
    <>
      {undo && may.cancel ? <Button onClick={() => setAsked('undo')}>{t('ending.act.undo')}</Button> : null}
      {again?.way === 'order' ? (
        <a class="btn outlined" {...orderLink(again.variantId)}>
          {t('ending.act.again')}
        </a>
      ) : null}
      {again?.way === 'copy' && may.again ? (
        <Button onClick={() => setAsked('again')}>{t('ending.act.again')}</Button>
      ) : null}
      {declarations.map(({ id, kind, state, receivedAt }) => (
        <button
          key={id}
          type="button"
          class="link small"
          onClick={() => void api.receipt(id).then(saveReceipt)}
        >
          {t(`ending.kind.${kind}`, { day: receivedAt })}
          {state === 'undone' ? ` (${t('ending.kind.undone')})` : ''}
        </button>
      ))}
    </>
  );
}
