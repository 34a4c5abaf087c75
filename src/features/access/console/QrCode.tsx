import { useEffect, useState } from 'preact/hooks';
import './hand-over.css';

/** A picture that opens an address when scanned. Drawn when it is needed: the encoder is fetched with the first one. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const [drawn, setDrawn] = useState<{ path: string; size: number } | undefined>(undefined);
  useEffect(() => {
    let wanted = true;
    void import('uqr').then(({ encode }) => {
      const { data, size } = encode(text, { border: 3 });
      const path = data
        .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
        .join('');
      if (wanted) setDrawn({ path, size });
    });
    return () => {
      wanted = false;
    };
  }, [text]);
  if (!drawn) return null;
  return (
    <svg class="sheet-qr" viewBox={`0 0 ${drawn.size} ${drawn.size}`} role="img" aria-label={label}>
      <path d={drawn.path} />
    </svg>
  );
}
