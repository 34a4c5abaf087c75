import { useEffect, useRef, useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { upload } from '../../../kit/ui/console/icons.ts';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import './letters.css';
import type { OfPortal } from './LettersView.tsx';

/** The logo on letters that are written from now on. */
export const Logo = watching(function Logo({ desk, t, portal }: OfPortal) {
  const path = `/api/v1/portals/${portal.id}/logo`;
  const writes = desk.may('portals:write');
  const file = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [removing, setRemoving] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const logo = useLoad(path, async () => {
    const answer = await desk.api.raw(`${path}?absent=none`);
    return answer.status === 204 ? {} : { blob: await answer.blob() };
  });
  const address = useAddress(logo.value?.blob);

  const put = async (chosen: File | undefined) => {
    if (!chosen) return;
    setBusy(true);
    setFailure(undefined);
    try {
      await desk.api.raw(path, { method: 'PUT', body: chosen, type: chosen.type || 'image/png' });
      logo.reload();
      desk.say(t('letters.logo.kept'));
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
      if (file.current) file.current.value = '';
    }
  };

  return (
    <Section title={t('letters.logo')}>
      <p class="small muted">{t('letters.logo.about')}</p>
      {failure || logo.error ? (
        <Failed t={desk.t} title={t('letters.logo.failed')} error={failure ?? logo.error} />
      ) : null}
      {address ? (
        <img class="letters-logo" src={address} alt={t('letters.logo.alt', { brand: portal.brandName })} />
      ) : null}
      {writes ? (
        <div class="actions">
          <Action
            icon={upload}
            pending={busy ? t('letters.saving') : undefined}
            onClick={() => file.current?.click()}
          >
            {t(address ? 'letters.logo.replace' : 'letters.logo.choose')}
          </Action>
          {address ? <Action onClick={() => setRemoving(true)}>{t('letters.logo.remove')}</Action> : null}
        </div>
      ) : null}
      <input
        ref={file}
        type="file"
        accept="image/png,image/jpeg"
        hidden
        aria-label={t('letters.logo.choose')}
        onChange={(event) => void put(event.currentTarget.files?.[0])}
      />
      {removing ? (
        <Confirm
          title={t('letters.logo.remove.question')}
          label={t('letters.logo.remove')}
          pending={t('letters.saving')}
          onClose={() => setRemoving(false)}
          act={async () => {
            await desk.api.delete(path);
            logo.reload();
            desk.say(t('letters.logo.removed'));
            setRemoving(false);
          }}
        >
          <p>{t('letters.logo.remove.text')}</p>
        </Confirm>
      ) : null}
    </Section>
  );
});

/** An address of its own for as long as it is shown. */
function useAddress(blob: Blob | undefined): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!blob) return setAddress(undefined);
    const made = URL.createObjectURL(blob);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return address;
}
