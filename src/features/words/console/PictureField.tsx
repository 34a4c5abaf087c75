import { useState } from 'preact/hooks';
import { codeOf } from '../../../kit/browser/api-error.ts';
import { Action } from '../../../kit/ui/console/Action.tsx';
import type { Desk } from '../../../kit/ui/console/desk.ts';
import { PickFile } from '../../../kit/ui/console/PickFile.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { mostFiles, type PublicFile, widestLogo } from '../../files/schema.ts';
import type { BrandConsoleMessage, BrandConsoleWords } from './words.ts';

type PictureKind = 'logo' | 'favicon' | 'image';

interface PictureFieldProps {
  readonly desk: Desk;
  readonly t: BrandConsoleWords;
  /** `image`: a photograph, as wide as a page. */
  readonly kind: PictureKind;
  /** The one that is chosen. */
  readonly shown: PublicFile | undefined;
  readonly dark?: boolean;
  readonly onUploaded: (file: PublicFile) => void;
}

const faviconSize = 128;
const most = { logo: { width: widestLogo, height: 1400 }, image: { width: 1920, height: 1920 } } as const;

/** The picture drawn as large as it may be, as PNG, a photograph as JPEG; a favicon in the middle of a square. */
async function scaled(picture: Blob, kind: PictureKind): Promise<Blob> {
  const bitmap = await createImageBitmap(picture);
  const factor =
    kind === 'favicon'
      ? faviconSize / Math.max(bitmap.width, bitmap.height)
      : Math.min(1, most[kind].width / bitmap.width, most[kind].height / bitmap.height);
  const [width, height] = [bitmap.width, bitmap.height].map((side) =>
    Math.max(1, Math.round(side * factor)),
  ) as [number, number];
  const canvas =
    kind === 'favicon' ? new OffscreenCanvas(faviconSize, faviconSize) : new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('This browser draws nothing.');
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(
    bitmap,
    Math.round((canvas.width - width) / 2),
    Math.round((canvas.height - height) / 2),
    width,
    height,
  );
  return canvas.convertToBlob(
    kind === 'image' ? { type: 'image/jpeg', quality: 0.82 } : { type: 'image/png' },
  );
}

const wrongKind = (kind: PictureKind): BrandConsoleMessage =>
  kind === 'image' ? 'brand.not-an-image' : 'brand.not-a-logo';

/** Why a picture is not taken, by what the API answers; anything else is no fault of the picture. */
const reasons: Readonly<Record<string, (kind: PictureKind) => BrandConsoleMessage>> = {
  'file.too-wide': () => 'brand.too-wide',
  'file.not-a-favicon': () => 'brand.not-a-favicon',
  'file.not-a-logo': wrongKind,
  'file.not-taken': wrongKind,
  'request.too-large': wrongKind,
  'request.media-type': wrongKind,
  'file.too-many': () => 'brand.too-many',
};
const scalable = new Set(['file.too-wide', 'file.not-a-favicon', 'file.not-taken', 'request.too-large']);

type State =
  | { readonly at: 'idle' | 'sending' }
  | { readonly at: 'refused'; readonly error: unknown; readonly file: File };

/** Uploads a picture for the brand; one that is too large is offered smaller, drawn in this browser. */
export const PictureField = watching(function PictureField({
  desk,
  t,
  kind,
  shown,
  dark,
  onUploaded,
}: PictureFieldProps) {
  const [state, setState] = useState<State>({ at: 'idle' });
  const send = async (file: File, picture: Blob = file) => {
    setState({ at: 'sending' });
    try {
      const name = file.name.replace(/\.\w+$/, '').slice(0, 120) || kind;
      const answer = await desk.api.raw(
        `/api/v1/files?${new URLSearchParams({ name, ...(kind !== 'image' && { kind }) })}`,
        {
          ...{ method: 'POST', body: picture, type: picture.type || 'application/octet-stream' },
        },
      );
      onUploaded((await answer.json()) as PublicFile);
      setState({ at: 'idle' });
    } catch (error) {
      setState({ at: 'refused', error, file });
    }
  };
  const smaller = (file: File) =>
    scaled(file, kind).then(
      (picture) => send(file, picture),
      () => setState({ at: 'refused', error: { code: 'file.not-a-logo' }, file }),
    );
  const code = state.at === 'refused' ? codeOf(state.error) : '';
  const why = reasons[code]?.(kind);
  return (
    <div>
      {shown ? (
        <p class={`picture ${dark ? 'on-dark' : ''}`}>
          <img
            src={shown.address}
            alt={shown.name}
            width={shown.width ?? undefined}
            height={shown.height ?? undefined}
          />
        </p>
      ) : null}
      <PickFile
        label={t(`brand.${kind}.upload`)}
        accept={kind === 'image' ? 'image/jpeg,image/png,image/webp' : 'image/png,image/jpeg,image/gif'}
        pending={state.at === 'sending' ? t('brand.sending') : undefined}
        onPick={(file) => void send(file)}
      >
        {t(`brand.${kind}.upload`)}
      </PickFile>
      <div role="status">
        {state.at === 'refused' ? (
          <>
            {why ? (
              <p class="small">{t(why, { most: mostFiles })}</p>
            ) : (
              <Failed
                t={t}
                title={t('brand.not-uploaded')}
                error={state.error}
                onRetry={() => void send(state.file)}
              />
            )}
            {scalable.has(code) ? (
              <Action onClick={() => void smaller(state.file)}>{t(`brand.${kind}.scale`)}</Action>
            ) : null}
          </>
        ) : null}
      </div>
    </div>
  );
});
