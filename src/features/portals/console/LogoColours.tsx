import { useState } from 'preact/hooks';
import { isApiError } from '../../../kit/browser/api-error.ts';
import { Action } from '../../../kit/ui/console/Action.tsx';
import type { Desk } from '../../../kit/ui/console/desk.ts';
import { PickFile } from '../../../kit/ui/console/PickFile.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { PublicFile } from '../../files/schema.ts';
import type { Portal } from '../schema.ts';
import { logoColours } from './logo-colours.ts';
import type { PortalsWords } from './words.ts';

interface LogoColoursProps {
  readonly desk: Desk;
  readonly t: PortalsWords;
  readonly portal: Portal;
  readonly onChoose: (colour: string) => void;
}

/** A picture's pixels, small: colours are looked for, not details. */
async function pixelsOf(picture: Blob | HTMLImageElement): Promise<Uint8ClampedArray> {
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

/** The portal's logo as it is chosen now; else the one over its documents. */
async function logoOf({ api }: Desk, { id, logo }: Portal): Promise<Blob | HTMLImageElement> {
  if (!logo.light) return (await api.raw(`/api/v1/portals/${id}/logo`)).blob();
  const { items } = await api.get<{ items: PublicFile[] }>('/api/v1/files');
  const picture = new Image();
  picture.src = items.find((file) => file.id === logo.light)?.address ?? '';
  await picture.decode();
  return picture;
}

/** Colours proposed from the portal's logo, or from any picture at hand; nothing of it leaves the browser. */
export const LogoColours = watching(function LogoColours({ desk, t, portal, onChoose }: LogoColoursProps) {
  const [found, setFound] = useState<readonly string[] | 'none' | 'no-logo' | 'failed'>();
  const look = async (picture: Blob | HTMLImageElement) => {
    const colours = await pixelsOf(picture).then(logoColours, () => 'failed' as const);
    setFound(colours.length === 0 ? 'none' : colours);
  };
  const fromLogo = () =>
    logoOf(desk, portal)
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
