import { encode } from 'uqr';
import css from './qr.css?inline';
import { wear } from './wear.ts';

wear(css);

interface QrCodeProps {
  readonly text: string;
  readonly label: string;
  /** Of a long text: its squares would be too small to be told apart. */
  readonly large?: boolean;
}

/** Dark on light in every scheme: cameras read no other. */
export function QrCode({ text, label, large = false }: QrCodeProps) {
  const { data, size } = encode(text, { border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg class={`qr${large ? ' large' : ''}`} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  );
}
