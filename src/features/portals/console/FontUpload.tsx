import { useState } from 'preact/hooks';
import { isApiError } from '../../../kit/browser/api-error.ts';
import type { Desk } from '../../../kit/ui/console/desk.ts';
import { PickFile } from '../../../kit/ui/console/PickFile.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PublicFile } from '../../files/schema.ts';
import type { PortalsWords } from './words.ts';

interface FontUploadProps {
  readonly desk: Desk;
  readonly t: PortalsWords;
  readonly onUploaded: (file: PublicFile) => void;
}

/** A woff2 file of the vendor's, served from the portal's own origin from then on. */
export const FontUpload = watching(function FontUpload({ desk, t, onUploaded }: FontUploadProps) {
  const [state, setState] = useState<'idle' | 'sending' | 'refused' | 'failed'>('idle');
  const send = async (file: File) => {
    setState('sending');
    try {
      const name = file.name.replace(/\.woff2$/i, '').slice(0, 120) || 'font';
      const answer = await desk.api.raw(`/api/v1/files?${new URLSearchParams({ name })}`, {
        ...{ method: 'POST', body: file, type: 'font/woff2' },
      });
      onUploaded((await answer.json()) as PublicFile);
      setState('idle');
    } catch (error) {
      setState(isApiError(error) && /^file\.|too-large/.test(error.code) ? 'refused' : 'failed');
    }
  };
  return (
    <div>
      <PickFile
        label={t('portals.font.upload')}
        accept=".woff2,font/woff2"
        pending={state === 'sending' ? t('portals.font.sending') : undefined}
        onPick={(file) => void send(file)}
      >
        {t('portals.font.upload')}
      </PickFile>
      <p class="small muted" role="status">
        {state === 'refused' ? t('portals.font.refused') : state === 'failed' ? t('portals.save-failed') : ''}
      </p>
    </div>
  );
});
