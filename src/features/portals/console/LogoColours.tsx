import { useState } from 'preact/hooks';
import { isApiError } from '../../../kit/browser/api-error.ts';
import { Action } from '../../../kit/ui/console/Action.tsx';
import type { Desk } from '../../../kit/ui/console/desk.ts';
import { PickFile } from '../../../kit/ui/console/PickFile.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { logoColours } from './logo-colours.ts';
import type { PortalsWords } from './words.ts';

interface LogoColoursProps {
  readonly desk: Desk;
  readonly t: PortalsWords;
  readonly portalId: string;
  readonly onChoose: (colour: string) => void;
}

/** A picture's pixels, small: colours are looked for, not details. */
async function pixelsOf(picture: Blob): Promise<Uint8ClampedArray> {
  const bitmap = await createImageBitmap(picture, {
    resizeWidth: 64,
    resizeHeight: 64,
    resizeQuality: 'medium',
  });
  const canvas = new OffscreenCanvas(64, 64);
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('This browser draws nothing.');
  pen.drawImage(bitmap, 0, 0);
  return pen.getImageData(0, 0, 64, 64).data;
}

/** Colours proposed from the portal's logo, or from any picture at hand; nothing of it leaves the browser. */
export const LogoColours = watching(function LogoColours({ desk, t, portalId, onChoose }: LogoColoursProps) {
  const [found, setFound] = useState<readonly string[] | 'none' | 'no-logo' | 'failed'>();
  const look = async (picture: Blob) => {
    const colours = await pixelsOf(picture).then(logoColours, () => 'failed' as const);
    setFound(colours.length === 0 ? 'none' : colours);
  };
  const fromLogo = () =>
    desk.api
      .raw(`/api/v1/portals/${portalId}/logo`)
      .then((answer) => answer.blob())
      .then(look)
      .catch((error: unknown) => setFound(isApiError(error) && error.status === 404 ? 'no-logo' : 'failed'));
  return (
    <div class="logo-colours">
      <div class="actions">
        <Action onClick={() => void fromLogo()}>{t('portals.logo.take')}</Action>
        <PickFile
          label={t('portals.logo.file')}
          accept="image/png,image/jpeg,image/gif,image/webp"
          onPick={(file) => void look(file)}
        >
          {t('portals.logo.file')}
        </PickFile>
      </div>
      <div role="status">
        {Array.isArray(found) ? (
          <div class="actions">
            {found.map((colour) => (
              <Action key={colour} onClick={() => onChoose(colour)}>
                <span class="swatch" style={{ '--swatch': colour }} aria-hidden="true" />
                <span class="mono">{colour}</span>
              </Action>
            ))}
          </div>
        ) : found ? (
          <p class="small muted">{t(`portals.logo.${found as 'none'}`)}</p>
        ) : null}
      </div>
    </div>
  );
});
