import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { TextField } from '../form/Field.tsx';
import { useDesk } from './desk.ts';

/** As it was meant: spaces around it and between, and large letters, are nobody's mistake. */
const plain = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();

/**
 * Where it hurts most something has to be typed first: the name of the thing, or how many there are. Nothing is asked
 * for without `wanted`.
 */
export function useTyped(wanted: string | undefined): {
  readonly meant: boolean;
  readonly field: ComponentChildren;
} {
  const { t } = useDesk();
  const [text, setText] = useState('');
  if (wanted === undefined) return { meant: true, field: null };
  const field = (
    <TextField
      t={t}
      id="confirm-typed"
      label={t('desk.type-name', { name: wanted })}
      value={text}
      onInput={setText}
      autocomplete="off"
    />
  );
  return { meant: plain(text) === plain(wanted), field };
}
