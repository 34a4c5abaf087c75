import { useEffect, useRef } from 'preact/hooks';

/** Long side of a photo as it is sent: enough to read a type plate, 300 kB instead of 6 MB. */
const longest = 1600;

/**
 * A phone's photo drawn anew: smaller, the right way up, and without the place and time that the camera wrote into it.
 * What this browser can not draw goes as it is, where the service may read it. @throws where neither can
 */
export async function redrawn(file: File): Promise<Blob> {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.82));
    if (blob) return blob;
  } catch {
    // Below.
  }
  if (/^image\/(?:jpeg|png|webp)$/.test(file.type)) return file;
  throw new TypeError('unreadable');
}

/** A small picture of a photo, on a canvas: the page takes pictures from the service alone, and none by address. */
export function Thumb({ bytes }: { readonly bytes: Blob }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let wanted = true;
    void createImageBitmap(bytes, { imageOrientation: 'from-image' }).then(
      (picture) => {
        const to = canvas.current;
        if (!wanted || !to) return;
        const side = Math.min(picture.width, picture.height);
        const [x, y] = [(picture.width - side) / 2, (picture.height - side) / 2];
        to.getContext('2d')?.drawImage(picture, x, y, side, side, 0, 0, to.width, to.height);
        picture.close();
      },
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [bytes]);
  return <canvas ref={canvas} width={192} height={192} />;
}
